import { WebDisplay } from '../../hal/drivers/web-display.ts';
import { HostClock, KeptLog, pageSocket, runWeb, until } from '../support/web.ts';
import { displayContract, type TestView } from './display.contract.ts';

displayContract('web pages over real WebSockets', async () => {
  const log = new KeptLog();
  const display = new WebDisplay<TestView>(new HostClock(), log);
  const running = await runWeb(log);
  running.web.registerSocket('/panel', (socket) => display.accept(socket));
  return {
    display,
    attach: async () => {
      let seen: { revision: number; view: TestView } | null = null;
      let opened = false;
      const socket = pageSocket(running, '/panel');
      socket.on('open', () => (opened = true));
      socket.on('message', (data: Buffer) => {
        // The driver's own protocol, checked by the assertions that follow.
        const message = JSON.parse(data.toString('utf8')) as { type: string; revision: number; view: TestView };
        if (message.type === 'view') seen = { revision: message.revision, view: message.view };
      });
      await until(() => opened && display.attached, 'panel attached');
      return {
        seen: () => seen,
        touch: (action, revision) => {
          const touched = revision ?? seen?.revision ?? 0;
          if (socket.readyState === socket.OPEN)
            socket.send(JSON.stringify({ type: 'touch', revision: touched, action }));
        },
        leave: () => socket.close(),
      };
    },
    until: (condition) => until(condition, 'the expected state'),
    quiet: () => new Promise((resolve) => setTimeout(resolve, 100)),
    end: async () => {
      await display.close();
      await running.web.close();
    },
  };
});
