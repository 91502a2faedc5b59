// One call from the first word to the last. Pure: events and the time come in, actions go out.

// How long a call may stay as it is, in ms.
const kRingLimit = 120_000;  // a callee stops by itself
const kConnectLimit = 30_000;
const kExamineLimit = 1_000;

// What a hangup by the user means in each state; null: the peer has not heard of the call.
const kGoodbyes = {
  waiting: null,
  offering: null,
  calling: 'cancelled',
  preparing: 'declined',
  ringing: 'declined',
  answering: 'normal',
  connecting: 'normal',
  connected: 'normal',
};

export class Call {
  state = 'waiting';
  deadline = null;
  #patience;
  #unsent = [];  // candidates found before our description has gone out
  #consent = false;  // to be accepted without asking
  #theirReason = null;  // of the hangup that is looked into
  #dropped = null;  // our own ring that this call took the place of

  constructor({id, peer, outgoing, patience, dropped = null}) {
    Object.assign(this, {id, peer, outgoing});
    this.#patience = patience;
    this.#dropped = dropped;
  }

  // ---- How it begins.

  dial(isOnline, now) {
    if (isOnline) return this.#offer();
    this.#enter('waiting', now + this.#patience);
    return [{do: 'waiting', peer: this.peer}];
  }

  ring(description, consent, now) {
    this.#consent = consent;
    this.#enter('preparing', now + kRingLimit);
    return [{do: 'prepare', call: this.id, description}];
  }

  // ---- What is known about it.

  isOver() { return this.state === 'over'; }
  isAccepted() {
    return ['answering', 'connecting', 'examining', 'connected'].includes(this.state);
  }
  // Whether the peer knows nothing of this call of ours yet.
  isUnsaid() { return ['waiting', 'offering'].includes(this.state); }

  // Whether the user has not been told of it yet: it is not known whether it can be answered.
  isSilent() { return this.state === 'preparing' && !this.#consent; }

  // ---- The user.

  accept(now) {
    if (this.state === 'preparing') this.#consent = true;
    if (this.state !== 'ringing') return [];
    return this.#answer(now);
  }

  hangUp() {
    if (this.state === 'examining') return this.examined({isIdentityWrong: false});
    return this.#end(kGoodbyes[this.state], {byUs: true, tell: kGoodbyes[this.state] !== null});
  }

  // ---- The server.

  peerOnline() {
    return this.state === 'waiting' ? this.#offer() : [];
  }

  peerOffline() {
    const ends = this.state !== 'waiting' && !this.isAccepted();
    return ends ? this.#end('lost', {trouble: 'gone'}) : [];
  }

  refused(code, now) {
    if (code !== 'no-such-peer' || this.state !== 'calling') return [];
    this.#unsent = [];
    this.#enter('waiting', now + this.#patience);
    return [{do: 'close', call: this.id}, {do: 'waiting', peer: this.peer}];
  }

  // ---- The peer.

  ringing() {
    return this.state === 'calling' ? [{do: 'ringingThere', call: this.id, peer: this.peer}] : [];
  }

  accepted(description, now) {
    if (this.state !== 'calling') return [];
    this.#enter('connecting', now + kConnectLimit);
    return [{do: 'accepted', call: this.id}, {do: 'takeAnswer', call: this.id, description}];
  }

  // Those that come before the peer's description are ignored (rule 5); so are other generations.
  candidate({generation, candidate}) {
    const described = !this.isUnsaid() && this.state !== 'calling';
    if (!described || generation !== 0) return [];
    return [{do: 'addCandidate', call: this.id, candidate}];
  }

  // Where we turn a wrong key away, the peer sees a failure only, and its word may come before our
  // own media's: so they are asked before anybody is told that the peer failed.
  hungUp(reason, now) {
    if (this.state !== 'connecting' || !['failed', 'lost'].includes(reason)) {
      return this.#end(reason, {});
    }
    this.#theirReason = reason;
    this.#enter('examining', now + kExamineLimit);
    return [{do: 'examine', call: this.id}];
  }

  // ---- Our media.

  prepared(now) {
    if (this.state !== 'preparing') return [];
    if (this.#consent) return this.#answer(now);
    this.#enter('ringing', this.deadline);
    return [this.#send('ringing', {}), {do: 'incoming', call: this.id, from: this.peer}];
  }

  described(description, now) {
    if (this.state === 'offering') {
      this.#enter('calling', now + this.#patience);
      return [this.#send('ring', {description}), ...this.#flush()];
    }
    if (this.state !== 'answering') return [];
    this.#enter('connecting', now + kConnectLimit);
    return [this.#send('accept', {description}), ...this.#flush()];
  }

  candidateFound(candidate) {
    if (['offering', 'answering'].includes(this.state)) {
      this.#unsent.push(candidate);
      return [];
    }
    return [this.#send('candidate', {generation: 0, candidate})];
  }

  connected() {
    if (this.state !== 'connecting') return [];
    this.#enter('connected', null);
    return [{do: 'up', call: this.id}];
  }

  // `isIdentityWrong`: the key was not the announced one.
  examined({isIdentityWrong}) {
    if (this.state !== 'examining') return [];
    if (isIdentityWrong) return this.#end('failed', {byUs: true, trouble: 'identity'});
    return this.#end(this.#theirReason, {});
  }

  failed({trouble, text}) {
    if (this.state === 'examining') return this.examined({isIdentityWrong: trouble === 'identity'});
    const reason = {unsupported: 'unsupported', 'no-path': 'lost', 'path-lost': 'lost'}[trouble];
    return this.#end(reason ?? 'failed', {byUs: true, trouble, text, tell: !this.isUnsaid()});
  }

  // ---- The time.

  expire() {
    if (this.state === 'waiting') return this.#end('timeout', {byUs: true, trouble: 'absent'});
    if (this.state === 'connecting') return this.failed({trouble: 'no-path', text: ''});
    if (this.state === 'examining') return this.examined({isIdentityWrong: false});
    const trouble = this.outgoing ? 'silent' : 'missed';
    return this.#end('timeout', {byUs: true, trouble, tell: true});
  }

  // ---- Another ring of the same peer.

  // Gives way to it without a word.
  drop() {
    this.#enter('over', null);
    return [{do: 'close', call: this.id}];
  }

  replace() {
    return this.#end('replaced', {tell: true});
  }

  #enter(state, deadline) {
    this.state = state;
    this.deadline = deadline;
  }

  #offer() {
    this.#enter('offering', null);
    return [{do: 'offer', call: this.id}];
  }

  // Without a limit: the user may be asked for the camera first.
  #answer() {
    this.#enter('answering', null);
    return [{do: 'accepted', call: this.id}, {do: 'answer', call: this.id}];
  }

  #flush() {
    const found = this.#unsent.splice(0);
    return found.map((candidate) => this.#send('candidate', {generation: 0, candidate}));
  }

  #send(type, rest) {
    return {do: 'send', message: {type, to: this.peer, call: this.id, ...rest}};
  }

  #end(reason, {byUs = false, trouble = null, text = '', tell = false}) {
    const accepted = this.isAccepted();
    const takesBack = this.#dropped && this.state !== 'connected';
    this.#enter('over', null);
    const {id: call, peer, outgoing} = this;
    return [
      // The peer may have given up its ring before it saw ours, which we dropped without a word.
      ...(takesBack ? [this.#send('hangup', {call: this.#dropped, reason: 'cancelled'})] : []),
      ...(tell ? [this.#send('hangup', {reason})] : []),
      {do: 'close', call},
      {do: 'ended', call, peer, outgoing, accepted, reason: reason ?? 'cancelled', byUs, trouble,
       text},
    ];
  }
}
