// SPDX-License-Identifier: GPL-2.0
/*
 * gpio-user: GPIO chips whose far side is in user space. Each opening of /dev/gpio-user may make one chip, which is gone when the
 * file is closed: that is its plug.
 *
 * The first write makes the chip, as text: "<label> <lines> <base> <prefix>\n". Base is where sysfs numbers it from (-1: the kernel
 * chooses); line n is named <prefix>n, none where the prefix is "-".
 *
 * Later writes are records { u32 line, u32 level }: 0 low, 1 high, 2 left floating, so that the line's pull resistor decides. Each
 * edge has been handled by the line's interrupt, its thread included, before the next record is looked at: a burst in one write is as
 * fast as this kernel can take it, and none is merged on the way in.
 *
 * Reads give what the board's side did, as records { u64 ns, u32 kind, u32 line, s32 value, u32 lost }; see enum kind. "lost" counts
 * records that did not fit before this one.
 */
#include <linux/fs.h>
#include <linux/gpio/driver.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdomain.h>
#include <linux/kfifo.h>
#include <linux/ktime.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pinctrl/pinconf-generic.h>
#include <linux/poll.h>
#include <linux/property.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/uaccess.h>
#include <linux/wait.h>

#define MAX_LINES 128
#define RECORDS 4096

enum kind { MADE_INPUT = 1, MADE_OUTPUT, SET, REQUESTED, FREED, BIASED };
enum level { LOW, HIGH, FLOATING };
enum pull { PULL_NONE, PULL_UP, PULL_DOWN };

struct record {
	u64 ns;
	u32 kind;
	u32 line;
	s32 value;
	u32 lost;
};

struct line {
	u8 level;		/* enum level: what the far side gives */
	u8 pull;		/* enum pull */
	bool output, out;
	bool unmasked;
	unsigned int trigger;
};

struct user_chip {
	struct gpio_chip gc;
	struct mutex making;	/* one maker; guards "made" */
	bool made;
	char label[32];
	char (*names)[24];
	const char **name_list;
	struct fwnode_handle *fwnode;
	spinlock_t lock;	/* guards everything below */
	struct line lines[MAX_LINES];
	DECLARE_KFIFO(records, struct record, RECORDS);
	u32 lost;
	wait_queue_head_t read_wq;
};

static void tell(struct user_chip *c, enum kind kind, unsigned int line, s32 value)
{
	struct record r = { .ns = ktime_get_ns(), .kind = kind, .line = line, .value = value, .lost = c->lost };

	lockdep_assert_held(&c->lock);
	if (kfifo_put(&c->records, r))
		c->lost = 0;
	else
		c->lost++;
	wake_up_interruptible(&c->read_wq);
}

static bool is_high(const struct line *l)
{
	if (l->output)
		return l->out;
	return l->level == FLOATING ? l->pull == PULL_UP : l->level == HIGH;
}

static int chip_request(struct gpio_chip *gc, unsigned int offset)
{
	struct user_chip *c = gpiochip_get_data(gc);
	unsigned long flags;

	spin_lock_irqsave(&c->lock, flags);
	tell(c, REQUESTED, offset, 0);
	spin_unlock_irqrestore(&c->lock, flags);
	return 0;
}

static void chip_free(struct gpio_chip *gc, unsigned int offset)
{
	struct user_chip *c = gpiochip_get_data(gc);
	unsigned long flags;

	spin_lock_irqsave(&c->lock, flags);
	c->lines[offset].pull = PULL_NONE;
	tell(c, FREED, offset, is_high(&c->lines[offset]));
	spin_unlock_irqrestore(&c->lock, flags);
}

static int chip_get_direction(struct gpio_chip *gc, unsigned int offset)
{
	struct user_chip *c = gpiochip_get_data(gc);

	return READ_ONCE(c->lines[offset].output) ? GPIO_LINE_DIRECTION_OUT : GPIO_LINE_DIRECTION_IN;
}

static int chip_direction_input(struct gpio_chip *gc, unsigned int offset)
{
	struct user_chip *c = gpiochip_get_data(gc);
	unsigned long flags;

	spin_lock_irqsave(&c->lock, flags);
	c->lines[offset].output = false;
	tell(c, MADE_INPUT, offset, 0);
	spin_unlock_irqrestore(&c->lock, flags);
	return 0;
}

static int chip_direction_output(struct gpio_chip *gc, unsigned int offset, int value)
{
	struct user_chip *c = gpiochip_get_data(gc);
	unsigned long flags;

	spin_lock_irqsave(&c->lock, flags);
	c->lines[offset].output = true;
	c->lines[offset].out = value;
	tell(c, MADE_OUTPUT, offset, !!value);
	spin_unlock_irqrestore(&c->lock, flags);
	return 0;
}

static int chip_get(struct gpio_chip *gc, unsigned int offset)
{
	struct user_chip *c = gpiochip_get_data(gc);
	unsigned long flags;
	int high;

	spin_lock_irqsave(&c->lock, flags);
	high = is_high(&c->lines[offset]);
	spin_unlock_irqrestore(&c->lock, flags);
	return high;
}

static void chip_set(struct gpio_chip *gc, unsigned int offset, int value)
{
	struct user_chip *c = gpiochip_get_data(gc);
	unsigned long flags;

	spin_lock_irqsave(&c->lock, flags);
	c->lines[offset].out = value;
	tell(c, SET, offset, !!value);
	spin_unlock_irqrestore(&c->lock, flags);
}

static int chip_set_config(struct gpio_chip *gc, unsigned int offset, unsigned long config)
{
	struct user_chip *c = gpiochip_get_data(gc);
	unsigned long flags;
	u8 pull;

	switch (pinconf_to_config_param(config)) {
	case PIN_CONFIG_BIAS_PULL_UP:
		pull = PULL_UP;
		break;
	case PIN_CONFIG_BIAS_PULL_DOWN:
		pull = PULL_DOWN;
		break;
	case PIN_CONFIG_BIAS_DISABLE:
		pull = PULL_NONE;
		break;
	default:
		return -ENOTSUPP;	/* debouncing is the kernel's then */
	}
	spin_lock_irqsave(&c->lock, flags);
	c->lines[offset].pull = pull;
	tell(c, BIASED, offset, pull);
	spin_unlock_irqrestore(&c->lock, flags);
	return 0;
}

static void irq_mask(struct irq_data *d)
{
	struct gpio_chip *gc = irq_data_get_irq_chip_data(d);
	struct user_chip *c = gpiochip_get_data(gc);

	WRITE_ONCE(c->lines[irqd_to_hwirq(d)].unmasked, false);
	gpiochip_disable_irq(gc, irqd_to_hwirq(d));
}

static void irq_unmask(struct irq_data *d)
{
	struct gpio_chip *gc = irq_data_get_irq_chip_data(d);
	struct user_chip *c = gpiochip_get_data(gc);

	gpiochip_enable_irq(gc, irqd_to_hwirq(d));
	WRITE_ONCE(c->lines[irqd_to_hwirq(d)].unmasked, true);
}

static int irq_set_type(struct irq_data *d, unsigned int type)
{
	struct user_chip *c = gpiochip_get_data(irq_data_get_irq_chip_data(d));

	if (type & ~IRQ_TYPE_EDGE_BOTH)
		return -EINVAL;
	WRITE_ONCE(c->lines[irqd_to_hwirq(d)].trigger, type);
	return 0;
}

static const struct irq_chip user_irq_chip = {
	.name = "gpio-user",
	.irq_mask = irq_mask,
	.irq_unmask = irq_unmask,
	.irq_set_type = irq_set_type,
	.flags = IRQCHIP_IMMUTABLE,
	GPIOCHIP_IRQ_RESOURCE_HELPERS,
};

static int drive(struct user_chip *c, unsigned int offset, u8 level)
{
	struct line *l = &c->lines[offset];
	unsigned long flags;
	bool before, after, fires;

	spin_lock_irqsave(&c->lock, flags);
	before = is_high(l);
	l->level = level;
	after = is_high(l);
	fires = before != after && l->unmasked &&
		(l->trigger & (after ? IRQ_TYPE_EDGE_RISING : IRQ_TYPE_EDGE_FALLING));
	spin_unlock_irqrestore(&c->lock, flags);
	if (!fires)
		return 0;
	generic_handle_domain_irq_safe(c->gc.irq.domain, offset);
	synchronize_irq(irq_find_mapping(c->gc.irq.domain, offset));
	return 0;
}

static int make(struct user_chip *c, const char *text)
{
	struct gpio_chip *gc = &c->gc;
	char prefix[16];
	unsigned int lines, i;
	int base, ret;

	if (sscanf(text, "%31s %u %d %15s", c->label, &lines, &base, prefix) != 4 || lines < 1 || lines > MAX_LINES)
		return -EINVAL;
	c->names = kcalloc(lines, sizeof(*c->names), GFP_KERNEL);
	c->name_list = kcalloc(lines, sizeof(*c->name_list), GFP_KERNEL);
	if (!c->names || !c->name_list)
		return -ENOMEM;
	if (strcmp(prefix, "-")) {
		for (i = 0; i < lines; i++) {
			snprintf(c->names[i], sizeof(c->names[i]), "%s%u", prefix, i);
			c->name_list[i] = c->names[i];
		}
		/*
		 * As from a device tree: names that a driver gives its chip would also rename what sysfs exports, which no
		 * Raspberry Pi does.
		 */
		{
			const struct property_entry properties[] = {
				PROPERTY_ENTRY_STRING_ARRAY_LEN("gpio-line-names", c->name_list, lines),
				{ }
			};

			c->fwnode = fwnode_create_software_node(properties, NULL);
		}
		if (IS_ERR(c->fwnode)) {
			ret = PTR_ERR(c->fwnode);
			c->fwnode = NULL;
			return ret;
		}
		gc->fwnode = c->fwnode;
	}
	gc->label = c->label;
	gc->owner = THIS_MODULE;
	gc->base = base;
	gc->ngpio = lines;
	gc->request = chip_request;
	gc->free = chip_free;
	gc->get_direction = chip_get_direction;
	gc->direction_input = chip_direction_input;
	gc->direction_output = chip_direction_output;
	gc->get = chip_get;
	gc->set = chip_set;
	gc->set_config = chip_set_config;
	gpio_irq_chip_set_chip(&gc->irq, &user_irq_chip);
	gc->irq.default_type = IRQ_TYPE_NONE;
	gc->irq.handler = handle_simple_irq;
	ret = gpiochip_add_data(gc, c);
	c->made = !ret;
	return ret;
}

static int user_open(struct inode *inode, struct file *f)
{
	struct user_chip *c = kzalloc(sizeof(*c), GFP_KERNEL);

	if (!c)
		return -ENOMEM;
	mutex_init(&c->making);
	spin_lock_init(&c->lock);
	INIT_KFIFO(c->records);
	init_waitqueue_head(&c->read_wq);
	f->private_data = c;
	return nonseekable_open(inode, f);
}

static int user_release(struct inode *inode, struct file *f)
{
	struct user_chip *c = f->private_data;

	if (c->made)
		gpiochip_remove(&c->gc);
	fwnode_remove_software_node(c->fwnode);
	kfree(c->name_list);
	kfree(c->names);
	kfree(c);
	return 0;
}

static ssize_t user_write(struct file *f, const char __user *buf, size_t len, loff_t *off)
{
	struct user_chip *c = f->private_data;
	u32 r[2];
	size_t o;
	char *text;
	int ret;

	mutex_lock(&c->making);
	if (!c->made) {
		text = len < 128 ? memdup_user_nul(buf, len) : ERR_PTR(-EINVAL);
		ret = IS_ERR(text) ? PTR_ERR(text) : make(c, text);
		if (!IS_ERR(text))
			kfree(text);
		mutex_unlock(&c->making);
		return ret ? ret : len;
	}
	mutex_unlock(&c->making);
	for (o = 0; o + sizeof(r) <= len; o += sizeof(r)) {
		if (copy_from_user(r, buf + o, sizeof(r)))
			return -EFAULT;
		if (r[0] >= c->gc.ngpio || r[1] > FLOATING)
			return -EINVAL;
		drive(c, r[0], r[1]);
	}
	return o ? o : -EINVAL;
}

static ssize_t user_read(struct file *f, char __user *buf, size_t len, loff_t *off)
{
	struct user_chip *c = f->private_data;
	struct record r;
	unsigned long flags;
	size_t o = 0;
	bool got;
	int ret;

	if (!(f->f_flags & O_NONBLOCK)) {
		ret = wait_event_interruptible(c->read_wq, !kfifo_is_empty(&c->records));
		if (ret)
			return ret;
	}
	while (o + sizeof(r) <= len) {
		spin_lock_irqsave(&c->lock, flags);
		got = kfifo_get(&c->records, &r);
		spin_unlock_irqrestore(&c->lock, flags);
		if (!got)
			break;
		if (copy_to_user(buf + o, &r, sizeof(r)))
			return -EFAULT;
		o += sizeof(r);
	}
	return o ? o : -EAGAIN;
}

static __poll_t user_poll(struct file *f, poll_table *w)
{
	struct user_chip *c = f->private_data;

	poll_wait(f, &c->read_wq, w);
	return EPOLLOUT | (kfifo_is_empty(&c->records) ? 0 : EPOLLIN);
}

static const struct file_operations fops = {
	.owner = THIS_MODULE,
	.open = user_open,
	.release = user_release,
	.read = user_read,
	.write = user_write,
	.poll = user_poll,
};
static struct miscdevice misc = { .minor = MISC_DYNAMIC_MINOR, .name = "gpio-user", .fops = &fops, .mode = 0666 };
module_misc_device(misc);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("GPIO chips with their far side in user space");
