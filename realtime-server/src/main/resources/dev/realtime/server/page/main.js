import { announce } from './announce.js';
import { ByHand } from './byhand.js';
import { loadDemo, withName, withToken } from './demo.js';
import { $, el, setText } from './dom.js';
import { Stage } from './stage.js';
import { themeSwitch } from './theme.js';

const FIELDS = {
  token: { label: 'Token', type: 'password', hint: 'A JWT this server accepts, sent in the first frame.' },
  name: { label: 'Name', type: 'text', hint: 'Only where the server believes names, as it does on loopback.' },
};

themeSwitch($('#theme'));
const demo = await loadDemo();
demo ? begin(demo) : askWho();

/** @param {import('./demo.js').Demo} demo */
function begin(demo) {
  showStage(true);
  const byHand = new ByHand(demo);
  $('#speaker').append(...[0, 1].map(voice));
  $('#channel').append(...demo.channels.map((channel) => el('option', { value: channel }, channel)));
  setText($('#address'), demo.url);
  const stage = new Stage(demo, (action) => byHand.show(action));
  $('#speaker').addEventListener('change', ({ target }) => stage.speakAs(Number(target.value)));
  $('#channel').addEventListener('change', ({ target }) => stage.switchTo(target.value));
  $('#burst').addEventListener('click', () => stage.burst());
  $('#composer').addEventListener('submit', (event) => publish(event, stage));
  addEventListener('online', () => stage.wake());
  $('#message').focus({ preventScroll: true });
}

function voice(_, index) {
  const input = el('input', { type: 'radio', name: 'speaker', value: String(index), ...(index === 0 && { checked: '' }) });
  return el('label', {}, input, el('span', { id: `speaker-${index}` }));
}

async function publish(event, stage) {
  event.preventDefault();
  const field = $('#message');
  const text = field.value.trim() || 'Hello';
  field.value = '';
  if (!(await stage.publish(text))) {
    field.value ||= text;
    announce('Not published');
  }
}

/** A server without demo data: whoever opens the page says who they are. */
function askWho() {
  const form = $('#entrance');
  const way = () => new FormData(form).get('way');
  const show = () => {
    const { label, type, hint } = FIELDS[way()];
    setText($('#credential-label'), label);
    setText($('#credential-hint'), hint);
    $('#credential').type = type;
  };
  form.addEventListener('change', show);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const credential = $('#credential').value.trim();
    $('#credential').value = '';
    begin(way() === 'token' ? withToken(credential) : withName(credential));
  });
  showStage(false);
  show();
  $('#credential').focus();
}

/** Either the stage is on, or the way in. */
function showStage(on) {
  $('#entrance').hidden = on;
  document.querySelectorAll('.totals, .legend, .channel, .wires').forEach((part) => (part.hidden = !on));
}
