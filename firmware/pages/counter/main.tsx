import './style/counter.css';
import { render } from 'preact';
import { pageData } from '../shared/data.ts';
import type { CounterPageData, ToCounter } from './protocol.ts';

const data = pageData() as CounterPageData & { readonly path: string; readonly token: string }; // written by counter-page.ts of this build

function Counters({ told }: { told: ToCounter }) {
  return (
    <main>
      {'picture' in told ? told.picture?.counters.map(({ id, state }) => <p key={id}>{`${id}: ${state}`}</p>) : null}
    </main>
  );
}

const address = new URL(`${data.path}/socket`, location.href);
address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
new WebSocket(address, ['letan.v1', `token.${data.token}`]).addEventListener('message', ({ data: text }) => {
  render(<Counters told={JSON.parse(String(text)) as ToCounter} />, document.body); // our own server's, behind its token
});
