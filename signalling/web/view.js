// What people see and press. Knows the document, and nothing of calls or wires.

const kButtons = {
  'go-offline': 'goOffline',
  copy: 'copyLink',
  answer: 'answer',
  decline: 'hangUp',
  'hang-up': 'hangUp',
};
const kMutes = {'mute-microphone': 'microphone', 'mute-camera': 'camera'};
const kNobody = 'Nobody else. Send your link to somebody.';
const kUnknown = 'Go online to see who is there.';
const kInCall = ['waiting', 'calling', 'connecting', 'connected'];

export class View {
  // `user` has what the page does: goOnline(name), goOffline(), call(name), answer(), hangUp(),
  // mute(device, on), copyLink(), touch().
  constructor(user) {
    this.#listenToForms(user);
    for (const [id, act] of Object.entries(kButtons)) part(id).onclick = () => user[act]();
    for (const [id, device] of Object.entries(kMutes)) {
      part(id).onclick = () => user.mute(device, toggle(part(id)));
    }
    part('remote').onresize = ({target}) => showPicture(target.videoWidth > 0);
    part('online').onclick = ({target}) => {
      if (target.dataset.peer) user.call(target.dataset.peer);
    };
    for (const event of ['pointerdown', 'keydown']) document.addEventListener(event, user.touch);
  }

  get name() { return part('name').value.trim(); }
  set name(name) { part('name').value = name; }
  set whom(peer) { part('whom').value = peer; }

  askForName() { part('name').focus(); }

  // `name` is null while we do not mean to be online; `isUp` when we are.
  show({state, peer, name, isUp, online, news, trouble}) {
    document.documentElement.dataset.state = state;
    this.#showName(name, isUp);
    this.#showCall(state, peer);
    this.#showPeople(online, isUp, state);
    say('news', news);
    say('trouble', trouble);
    document.title = state === 'ringing' ? `${peer} is calling` : 'p2pcall';
  }

  showSelf(stream) {
    const hasPicture = stream.getVideoTracks().length > 0;
    part('self').hidden = !hasPicture;
    play('self', hasPicture ? stream : null);
  }

  showRemote(stream) {
    play('remote', stream);
    if (!stream) showPicture(false);
  }

  // Puts `text` on the clipboard; tells whether it could.
  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return copyTheOldWay(text);
    }
  }

  #listenToForms(user) {
    part('entry').onsubmit = (event) => {
      event.preventDefault();
      user.goOnline(this.name);
    };
    part('name').onchange = () => { if (this.name) user.goOnline(this.name); };
    part('dial').onsubmit = (event) => {
      event.preventDefault();
      user.call(part('whom').value.trim());
    };
  }

  #showName(name, isUp) {
    if (isUp) document.documentElement.dataset.name = name;
    else delete document.documentElement.dataset.name;
    part('name').readOnly = name !== null;
    part('go-online').hidden = name !== null;
    part('go-offline').hidden = name === null;
  }

  #showCall(state, peer) {
    part('incoming').hidden = state !== 'ringing';
    part('hang-up').hidden = !kInCall.includes(state);
    say('caller', state === 'ringing' ? peer : '');
    say('face', peer ? peer[0].toUpperCase() : '');
  }

  #showPeople(online, isUp, state) {
    const isFree = ['idle', 'ended'].includes(state);
    part('call').disabled = !isFree;
    say('nobody', isUp ? kNobody : kUnknown);
    part('nobody').hidden = online.length > 0;
    const shown = [...part('online').querySelectorAll('button')];
    if (shown.map((it) => it.dataset.peer).join(' ') !== online.join(' ')) {
      part('online').replaceChildren(...online.map(person));
    }
    for (const button of part('online').querySelectorAll('button')) button.disabled = !isFree;
  }
}

function part(id) {
  return document.getElementById(id);
}

// Only a change is read aloud.
function say(id, text) {
  if (part(id).textContent !== text) part(id).textContent = text;
}

function toggle(button) {
  const on = button.getAttribute('aria-pressed') !== 'true';
  button.setAttribute('aria-pressed', String(on));
  return on;
}

function showPicture(on) {
  part('stage').classList.toggle('has-picture', on);
}

function play(id, stream) {
  if (part(id).srcObject !== stream) part(id).srcObject = stream;
}

function person(peer) {
  const button = document.createElement('button');
  button.type = 'button';
  button.dataset.peer = peer;
  button.title = `Call ${peer}`;
  button.textContent = peer;
  const item = document.createElement('li');
  item.append(button);
  return item;
}

// Insecure addresses have no navigator.clipboard.
function copyTheOldWay(text) {
  const field = document.createElement('textarea');
  field.value = text;
  document.body.append(field);
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  return copied;
}
