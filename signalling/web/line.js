// The rules of calls: events and the time (in ms) come in, actions go out. The sibling of
// src/call/line.h. Pure: knows no document, no socket, no peer connection, no clock.

import {Call} from './call.js';

const kPatience = 45_000;  // for the peer to come online, then as long again for an answer
const kRemembered = 16;

// What people see of a call's state.
const kVisible = {
  waiting: 'waiting',
  offering: 'calling',
  calling: 'calling',
  preparing: 'connecting',
  ringing: 'ringing',
  answering: 'connecting',
  connecting: 'connecting',
  examining: 'connecting',
  connected: 'connected',
};

// One person's line: at most one call at a time, and who is online.
export class Line {
  #name;
  #online = new Set();
  #call = null;
  #over = [];  // the last calls, so that a late ring of one does not ring again
  #ended = false;

  constructor({name}) {
    this.#name = name;
  }

  // Does what follows from `event`; an event that means nothing now does nothing.
  handle(event, now) {
    return this.#settle(this.#events[event.type]?.(event, now) ?? []);
  }

  // Does what follows from the time alone.
  tick(now) {
    const due = this.deadline() !== null && now >= this.deadline();
    return due ? this.#settle(this.#call.expire()) : [];
  }

  // When tick() must next be called; null: never.
  deadline() { return this.#call?.deadline ?? null; }

  // idle, waiting, calling, ringing, connecting, connected or ended
  state() {
    if (this.#call && !this.#call.isSilent()) return kVisible[this.#call.state];
    return this.#ended ? 'ended' : 'idle';
  }

  peer() { return this.#call?.peer ?? null; }
  isBusy() { return this.#call !== null; }
  online() { return [...this.#online].sort(); }

  #events = {
    __proto__: null,
    dial: (event, now) => this.#dial(event, now),
    accept: (_, now) => this.#call?.accept(now),
    hangup: () => this.#call?.hangUp(),
    welcome: (event) => this.#welcome(event),
    online: ({peer}) => this.#appear(peer),
    offline: ({peer}) => this.#vanish(peer),
    refused: (event, now) => this.#refused(event, now),
    received: ({message}, now) => this.#words[message.type]?.(message, now),
    prepared: (event, now) => this.#own(event)?.prepared(now),
    described: (event, now) => this.#own(event)?.described(event.description, now),
    found: (event) => this.#own(event)?.candidateFound(event.candidate),
    connected: (event) => this.#own(event)?.connected(),
    failed: (event) => this.#own(event)?.failed(event),
    examined: (event) => this.#own(event)?.examined(event),
  };

  // What a peer says about one call.
  #words = {
    __proto__: null,
    ring: (message, now) => this.#ring(message, now),
    ringing: (message) => this.#of(message)?.ringing(),
    accept: (message, now) => this.#of(message)?.accepted(message.description, now),
    candidate: (message) => this.#of(message)?.candidate(message),
    hangup: (message, now) => this.#of(message)?.hungUp(message.reason, now),
  };

  // The living call that a message of the peer belongs to (rule 1).
  #of({from, call}) {
    return this.#call?.peer === from ? this.#own({call}) : null;
  }

  #own({call}) {
    return this.#call?.id === call ? this.#call : null;
  }

  #dial({peer, call}, now) {
    if (this.#call) return this.#call.peer === peer ? this.#call.accept(now) : [];
    this.#ended = false;
    if (peer === this.#name) {
      this.#ended = true;
      return [{do: 'ended', call, peer, outgoing: true, reason: 'failed', byUs: true,
               accepted: false, trouble: 'self', text: ''}];
    }
    this.#call = new Call({id: call, peer, outgoing: true, patience: kPatience});
    return this.#call.dial(this.#online.has(peer), now);
  }

  #welcome({peers}) {
    this.#online = new Set(peers.filter((peer) => peer !== this.#name));
    return this.#online.has(this.peer()) ? this.#call.peerOnline() : [];
  }

  #appear(peer) {
    if (peer === this.#name) return [];
    this.#online.add(peer);
    return this.peer() === peer ? this.#call.peerOnline() : [];
  }

  #vanish(peer) {
    this.#online.delete(peer);
    return this.peer() === peer ? this.#call.peerOffline() : [];
  }

  #refused(event, now) {
    const isOurs = event.call ? event.call === this.#call?.id : event.to === this.peer();
    return this.#call && isOurs ? this.#call.refused(event.code, now) : [];
  }

  #ring(event, now) {
    if (this.#over.includes(key(event.from, event.call)) || this.#of(event)) return [];
    if (!this.#call) return this.#take(event, false, now);
    if (event.from !== this.#call.peer) return turnAway(event);
    if (this.#call.isUnsaid()) return this.#giveWay(event, null, now);
    if (this.#call.state === 'calling') return this.#cross(event, now);
    return [...this.#settle(this.#call.replace()), ...this.#take(event, false, now)];
  }

  // Both rang: the greater call stands, and who rang the other accepts it at once (rule 4).
  #cross(event, now) {
    const theirs = event.call.toLowerCase() > this.#call.id.toLowerCase();
    return theirs ? this.#giveWay(event, this.#call.id, now) : [];
  }

  // `dropped`: our call that has rung already.
  #giveWay(event, dropped, now) {
    return [...this.#settle(this.#call.drop()), ...this.#take(event, true, now, dropped)];
  }

  #take({from, call, description}, consent, now, dropped = null) {
    this.#call = new Call({id: call, peer: from, outgoing: false, patience: kPatience, dropped});
    return this.#call.ring(description, consent, now);
  }

  #settle(actions) {
    if (!this.#call?.isOver()) return actions;
    this.#over = [key(this.#call.peer, this.#call.id), ...this.#over].slice(0, kRemembered);
    this.#call = null;
    this.#ended = true;
    return actions;
  }
}

function key(peer, call) {
  return `${peer} ${call}`;
}

function turnAway({from, call}) {
  return [
    {do: 'send', message: {type: 'hangup', to: from, call, reason: 'busy'}},
    {do: 'turnedAway', from},
  ];
}
