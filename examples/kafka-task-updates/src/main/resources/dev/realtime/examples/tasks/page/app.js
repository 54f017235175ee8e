// One WebSocket that says what happened, and HTTP for how things are. docs/task-updates.md tells why it is done like this.

const BACKOFF_SECONDS = [1, 2, 4, 8, 16, 30];
const PING_SECONDS = 25;
const SHOWN_UPDATES = 200;

const byId = (id) => document.getElementById(id);
const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
const user = subjectOf(token);
const tasks = new Map();
let socket;
let realtime;
let attempts = 0;
let waiting;
// Changes that come while the list is on its way are applied after it.
let meanwhile = null;

byId('me').textContent = user;
byId('add').addEventListener('submit', (event) => {
  event.preventDefault();
  ask('POST', '/tasks', { title: byId('title').value }).then(() => { byId('title').value = ''; }, say);
});
addEventListener('online', hurry);
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && hurry());
setInterval(() => socket?.readyState === WebSocket.OPEN && socket.send('{"type":"ping"}'), PING_SECONDS * 1000);

if (user) {
  realtime = (await (await fetch('/config.json')).json()).realtime;
  connect();
} else {
  status('whose tasks? run.sh prints an address with a token');
}

function connect() {
  waiting = undefined;
  socket = new WebSocket(`${realtime}?user_id=${encodeURIComponent(user)}&token=${encodeURIComponent(token)}`);
  socket.addEventListener('message', (event) => hear(JSON.parse(event.data)));
  socket.addEventListener('close', (event) => left(event));
}

function hear(message) {
  switch (message.type) {
    case 'connected':
      attempts = 0;
      status('connected');
      // What happened before this moment, or while nobody listened, is in the list and is told by nobody.
      reload();
      break;
    case 'task_update':
      if (meanwhile) meanwhile.push(message.event); else apply(message.event);
      break;
    case 'ping':
      socket.send('{"type":"pong"}');
      break;
    case 'error':
      say(message);
      break;
    default: // a later version may say more
  }
}

function left({ code, reason }) {
  // 1008: who we are does not fit (any more). A fresh token would help, the same one does not.
  if (code === 1008 && ['Invalid token', 'Authentication required', 'Token expired', 'Forbidden', 'Kicked'].includes(reason)) {
    status(`${reason}: sign in again`);
    return;
  }
  const seconds = BACKOFF_SECONDS[Math.min(attempts, BACKOFF_SECONDS.length - 1)] * (0.5 + Math.random() / 2);
  attempts += 1;
  status(`away, trying again in ${Math.ceil(seconds)} s`);
  waiting = setTimeout(connect, seconds * 1000);
}

function hurry() {
  if (waiting !== undefined) {
    clearTimeout(waiting);
    connect();
  }
}

async function reload() {
  const changes = meanwhile = [];
  try {
    const list = await ask('GET', '/tasks');
    if (meanwhile !== changes) return; // another connection asks again
    tasks.clear();
    list.forEach((task) => tasks.set(task.task_id, task));
  } catch (failure) {
    say(failure);
  }
  meanwhile = null;
  changes.forEach(apply);
  show();
}

// Each change says how the task is now, so it may be applied to a list that has it already.
function apply({ event_type: type, task_id: id, title, timestamp }) {
  if (type === 'deleted') {
    tasks.delete(id);
  } else {
    tasks.set(id, { task_id: id, title, done: type === 'completed' || (tasks.get(id)?.done ?? false) });
  }
  const item = document.createElement('li');
  item.append(text('b', type), text('span', title), text('time', new Date(timestamp).toLocaleTimeString()));
  byId('updates').prepend(item);
  while (byId('updates').children.length > SHOWN_UPDATES) byId('updates').lastChild.remove();
  show();
}

function show() {
  byId('tasks').replaceChildren(...[...tasks.values()].sort((a, b) => a.task_id - b.task_id).map((task) => {
    const item = document.createElement('li');
    item.className = task.done ? 'done' : '';
    item.append(
      text('span', task.title),
      button('Done', () => ask('PUT', `/tasks/${task.task_id}`, { done: true })),
      button('Delete', () => ask('DELETE', `/tasks/${task.task_id}`)),
    );
    return item;
  }));
}

async function ask(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: { Authorization: `Bearer ${token}`, ...(body && { 'Content-Type': 'application/json' }) },
    body: body && JSON.stringify(body),
  });
  const value = await answer.json();
  if (!answer.ok) throw new Error(value.error);
  return value;
}

function text(name, content) {
  const element = document.createElement(name);
  element.textContent = content;
  return element;
}

function button(label, act) {
  const element = text('button', label);
  element.addEventListener('click', () => act().catch(say));
  return element;
}

function status(words) {
  byId('status').textContent = words;
}

function say({ message }) {
  status(message);
}

function subjectOf(jwt) {
  try {
    return JSON.parse(atob(jwt.split('.')[1].replaceAll('-', '+').replaceAll('_', '/'))).sub;
  } catch {
    return '';
  }
}
