// SPDX-License-Identifier: GPL-2.0
/*
 * i2c-user: an I2C bus whose devices live in user space. Opening /dev/i2c-user adds an adapter; every transfer on it is
 * read from that file as one record and answered by one write. Plain I2C, and SMBus through the core's emulation.
 *   request: u32 id, u32 nmsgs, then per message: u16 addr, u16 flags, u16 len, u16 0, and len bytes if it is a write
 *   reply:   u32 id, s32 result (0 or -errno), then the bytes of all read messages in order
 */
#include <linux/i2c.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/fs.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/wait.h>
#include <linux/version.h>
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
#include <linux/unaligned.h>
#else
#include <asm/unaligned.h>
#endif

static uint timeout_ms = 1000;
module_param(timeout_ms, uint, 0644);

struct bus {
	struct i2c_adapter adap;
	struct mutex lock;		/* guards everything below */
	wait_queue_head_t req_wq, rep_wq;
	struct i2c_msg *msgs;
	int num, result;
	u32 id;
	bool pending, taken, answered;
};

static int xfer(struct i2c_adapter *adap, struct i2c_msg *msgs, int num)
{
	struct bus *b = i2c_get_adapdata(adap);
	int ret;

	mutex_lock(&b->lock);
	b->msgs = msgs; b->num = num; b->id++;
	b->pending = true; b->taken = b->answered = false; b->result = -ETIMEDOUT;
	mutex_unlock(&b->lock);
	wake_up_interruptible(&b->req_wq);
	wait_event_timeout(b->rep_wq, READ_ONCE(b->answered), msecs_to_jiffies(timeout_ms));
	mutex_lock(&b->lock);
	b->pending = false;
	ret = b->answered ? b->result : -ETIMEDOUT;
	b->msgs = NULL;
	mutex_unlock(&b->lock);
	return ret < 0 ? ret : num;
}

static u32 func(struct i2c_adapter *adap)
{
	return I2C_FUNC_I2C | I2C_FUNC_SMBUS_EMUL | I2C_FUNC_10BIT_ADDR;
}

static const struct i2c_algorithm algo = { .master_xfer = xfer, .functionality = func };

static int bus_open(struct inode *inode, struct file *f)
{
	struct bus *b = kzalloc(sizeof(*b), GFP_KERNEL);
	int ret;

	if (!b)
		return -ENOMEM;
	mutex_init(&b->lock);
	init_waitqueue_head(&b->req_wq);
	init_waitqueue_head(&b->rep_wq);
	b->adap.owner = THIS_MODULE;
	b->adap.algo = &algo;
	b->adap.timeout = HZ;
	strscpy(b->adap.name, "letan i2c-user", sizeof(b->adap.name));
	i2c_set_adapdata(&b->adap, b);
	ret = i2c_add_adapter(&b->adap);
	if (ret) {
		kfree(b);
		return ret;
	}
	f->private_data = b;
	return nonseekable_open(inode, f);
}

static int bus_release(struct inode *inode, struct file *f)
{
	struct bus *b = f->private_data;

	i2c_del_adapter(&b->adap);
	kfree(b);
	return 0;
}

static ssize_t bus_read(struct file *f, char __user *buf, size_t len, loff_t *off)
{
	struct bus *b = f->private_data;
	size_t need = 8, o = 0;
	u8 *k;
	int i, ret;

	for (;;) {
		mutex_lock(&b->lock);
		if (b->pending && !b->taken)
			break;
		mutex_unlock(&b->lock);
		if (f->f_flags & O_NONBLOCK)
			return -EAGAIN;
		ret = wait_event_interruptible(b->req_wq, READ_ONCE(b->pending) && !READ_ONCE(b->taken));
		if (ret)
			return ret;
	}
	for (i = 0; i < b->num; i++)
		need += 8 + (b->msgs[i].flags & I2C_M_RD ? 0 : b->msgs[i].len);
	if (len < need || !(k = kmalloc(need, GFP_KERNEL))) {
		mutex_unlock(&b->lock);
		return -EMSGSIZE;
	}
	put_unaligned(b->id, (u32 *)k);
	put_unaligned((u32)b->num, (u32 *)(k + 4));
	for (i = 0, o = 8; i < b->num; i++) {
		struct i2c_msg *m = &b->msgs[i];

		put_unaligned(m->addr, (u16 *)(k + o));
		put_unaligned(m->flags, (u16 *)(k + o + 2));
		put_unaligned(m->len, (u16 *)(k + o + 4));
		put_unaligned((u16)0, (u16 *)(k + o + 6));
		o += 8;
		if (!(m->flags & I2C_M_RD)) {
			memcpy(k + o, m->buf, m->len);
			o += m->len;
		}
	}
	b->taken = true;
	mutex_unlock(&b->lock);
	ret = copy_to_user(buf, k, need) ? -EFAULT : need;
	kfree(k);
	return ret;
}

static ssize_t bus_write(struct file *f, const char __user *buf, size_t len, loff_t *off)
{
	struct bus *b = f->private_data;
	u8 *k;
	size_t o = 8;
	int i, ret = len;

	if (len < 8 || len > 1 << 20)
		return -EINVAL;
	k = memdup_user(buf, len);
	if (IS_ERR(k))
		return PTR_ERR(k);
	mutex_lock(&b->lock);
	if (!b->pending || b->answered || memcmp(k, &b->id, 4)) {
		ret = -ESTALE;		/* too late: the transfer has timed out */
		goto out;
	}
	memcpy(&b->result, k + 4, 4);
	for (i = 0; i < b->num && b->result >= 0; i++) {
		struct i2c_msg *m = &b->msgs[i];

		if (!(m->flags & I2C_M_RD))
			continue;
		if (m->flags & I2C_M_RECV_LEN && o < len)
			m->len += k[o];
		if (o + m->len > len) {
			b->result = -EPROTO;
			break;
		}
		memcpy(m->buf, k + o, m->len);
		o += m->len;
	}
	b->answered = true;
	wake_up(&b->rep_wq);
out:
	mutex_unlock(&b->lock);
	kfree(k);
	return ret;
}

static __poll_t bus_poll(struct file *f, poll_table *w)
{
	struct bus *b = f->private_data;

	poll_wait(f, &b->req_wq, w);
	return EPOLLOUT | (READ_ONCE(b->pending) && !READ_ONCE(b->taken) ? EPOLLIN : 0);
}

static const struct file_operations fops = {
	.owner = THIS_MODULE, .open = bus_open, .release = bus_release, .read = bus_read, .write = bus_write, .poll = bus_poll,
};
static struct miscdevice misc = { .minor = MISC_DYNAMIC_MINOR, .name = "i2c-user", .fops = &fops, .mode = 0666 };
module_misc_device(misc);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("I2C bus with devices in user space");
