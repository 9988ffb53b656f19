import { gallery } from './views.ts';
import { WebDisplay } from '../../hal/drivers/web-display.ts';
import type { View } from '../../behaviours/reception/views.ts';
import { bundleVisitorPage, registerVisitorPage } from '../../firmware/pages/visitor-page.ts';
import { glasses, placeOf } from './visitor-screen.ts';
import { HostClock, KeptLog, runWeb } from './web.ts';

/*
 * The kiosk's screen in a process of its own, for tests that kill it: `visitor-server.ts PORT SCREEN`. Prints its address when it
 * listens, and then each touch as a line.
 */

const [port, screen] = process.argv.slice(2);
const [glass] = glasses;
if (port === undefined || screen === undefined || glass === undefined) process.exit(64);
const log = new KeptLog();
const display = new WebDisplay<View>(new HostClock(), log);
display.onTouch(({ action }) => process.stdout.write(`touch ${action}\n`));
await display.open();
const view = gallery('vi', { easy: false, robot: false, from: placeOf(glass) }).get(screen);
if (view === undefined) process.exit(64);
display.show(view);
const running = await runWeb(log, Number(port));
registerVisitorPage(running.web, '/visitor', glass.page, display, await bundleVisitorPage());
process.stdout.write(`listening ${running.url}\n`);
