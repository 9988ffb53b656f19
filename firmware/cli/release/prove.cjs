// Runs on the Node and the processor that modules are built for: each native package loads, and does a small thing where no chip is
// needed for it. One line of JSON for each, `{ name, state, ms, error? }`. Arguments: the folder whose node_modules is to be tried, the
// processor that Node must name, and `every` to load every other binary that lies there as well.
const { createRequire } = require('node:module');
const { closeSync, mkdtempSync, openSync, readdirSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const assert = require('node:assert/strict');

const [, , folder, arch, besides] = process.argv;
const from = createRequire(path.join(folder, 'prove.cjs'));
const scratch = mkdtempSync(path.join(tmpdir(), 'letan-prove-'));

const tests = {
  'better-sqlite3': async () => {
    const Database = from('better-sqlite3');
    const database = new Database(path.join(scratch, 'ledger.sqlite'));
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.exec('CREATE TABLE ticket (number INTEGER PRIMARY KEY, word TEXT) STRICT');
    database.prepare('INSERT INTO ticket VALUES (?, ?)').run(17, 'vé số 17');
    assert.deepEqual(database.prepare('SELECT * FROM ticket').all(), [{ number: 17, word: 'vé số 17' }]);
    // Statements that nobody holds any more are collected while nothing runs: what aborts then does so in the first rounds.
    for (let round = 0; round < 10; round += 1) {
      for (let at = 0; at < 300; at += 1) database.prepare(`SELECT ${at}`).get();
      // And rubbish enough that there is something to collect.
      assert.equal(Array.from({ length: 30_000 }, (_, at) => ({ at })).length, 30_000);
      await new Promise((next) => setTimeout(next, 15));
    }
    database.close();
  },
  epoll: async () => {
    const { Epoll } = from('epoll');
    const { createServer, connect } = require('node:net');
    const where = path.join(scratch, 'socket');
    const server = createServer((socket) => socket.on('error', () => undefined).end('x')).listen(where);
    await new Promise((resolve) => server.once('listening', resolve));
    const client = connect({ path: where });
    await new Promise((resolve) => client.once('connect', resolve));
    client.pause();
    const readable = await new Promise((resolve, reject) => {
      const poller = new Epoll((error, fd, events) => {
        poller.remove(fd).close();
        if (error) reject(error);
        else resolve(events & Epoll.EPOLLIN);
      });
      poller.add(client._handle.fd, Epoll.EPOLLIN);
    });
    client.destroy();
    server.close();
    assert.equal(readable, Epoll.EPOLLIN);
  },
  ioctl: () => {
    const ioctl = from('ioctl');
    // TIOCGWINSZ is asked of what is no terminal: the kernel's answer comes back through the binding.
    const fd = openSync('/dev/null', 'r');
    assert.throws(() => ioctl(fd, 0x5413, Buffer.alloc(8)), /ENOTTY|ioctl|25/i);
    closeSync(fd);
  },
  'i2c-bus': () => {
    const binding = from(path.join(path.dirname(from.resolve('i2c-bus')), 'build/Release/i2c.node'));
    const fd = openSync('/dev/null', 'r+');
    // The answer to who takes no bus for a bus; QEMU's user mode does not know the request at all.
    assert.throws(() => binding.setAddrSync(fd, 0x29, false), /ENOTTY|ENOSYS/);
    closeSync(fd);
  },
  'spi-device': () => {
    assert.throws(() => from('spi-device').openSync(250, 0), /ENOENT/);
  },
  '@serialport/bindings-cpp': async () => {
    const { LinuxBinding } = from('@serialport/bindings-cpp');
    await assert.rejects(LinuxBinding.open({ path: '/dev/ttyABSENT', baudRate: 256_000 }), /No such file/);
  },
  'node-web-audio-api': async () => {
    const { OfflineAudioContext } = from('node-web-audio-api');
    const context = new OfflineAudioContext(1, 48_000, 48_000);
    const tone = context.createOscillator();
    tone.frequency.value = 440;
    tone.connect(context.destination);
    tone.start();
    const samples = (await context.startRendering()).getChannelData(0);
    let rises = 0;
    for (let at = 1; at < samples.length; at += 1) if (samples[at - 1] < 0 && samples[at] >= 0) rises += 1;
    assert.ok(Math.abs(rises - 440) <= 1, `${rises} periods in a second of 440 Hz`);
  },
  '@resvg/resvg-js': () => {
    const { Resvg } = from('@resvg/resvg-js');
    const image = new Resvg(
      '<svg xmlns="http://www.w3.org/2000/svg" width="3" height="2"><rect width="3" height="2" fill="#f00"/></svg>',
    );
    const { width, height, pixels } = image.render();
    assert.deepEqual([width, height, ...pixels.subarray(0, 4)], [3, 2, 255, 0, 0, 255]);
  },
};

/** Every native binary below a folder. */
const binaries = (at) =>
  readdirSync(at, { withFileTypes: true }).flatMap((each) => {
    const file = path.join(at, each.name);
    if (each.isDirectory()) return binaries(file);
    return each.name.endsWith('.node') ? [file] : [];
  });

/** What no test above has loaded: another package's copy, or one that nobody thought of here. */
const others = () =>
  binaries(path.join(folder, 'node_modules'))
    .filter((file) => !(file in require.cache))
    .map((file) => [path.relative(path.join(folder, 'node_modules'), file), () => void from(file)]);

const told = async (name, test) => {
  const before = performance.now();
  let failure;
  try {
    assert.equal(process.arch, arch, `${name} was tried on ${process.arch}`);
    await test();
  } catch (error) {
    failure = error;
  }
  const line = { name, state: failure ? 'failed' : 'passed', ms: Math.round(performance.now() - before) };
  console.log(JSON.stringify(failure ? { ...line, error: String(failure.stack) } : line));
};

const run = async () => {
  for (const [name, test] of Object.entries(tests)) await told(name, test);
  for (const [name, test] of besides === 'every' ? others() : []) await told(name, test);
  rmSync(scratch, { recursive: true, force: true });
  process.exit(0);
};
void run();
