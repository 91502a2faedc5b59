// A WebSocket to the signalling server that says hello, comes back by itself when it is lost, and
// keeps what is sent in between.

import {read} from './message.js';

const kPingEvery = 20_000;
const kPongWithin = 5_000;
const kWelcomeWithin = 8_000;
const kLongestPause = 8_000;
const kMostKept = 256;
const kTakenOver = 4001;

export class Wire {
  #url;
  #session;
  #events;
  #name = '';
  #resume = '';
  #socket = null;
  #isUp = false;
  #wasWelcomed = false;
  #hasIgnored = false;
  #kept = [];
  #failures = 0;
  #timers = {};

  // events: heard(message), up(), away(), refused(error), takenOver().
  constructor(url, session, events) {
    this.#url = url;
    this.#session = session;
    this.#events = events;
    window.addEventListener('online', () => this.#lookAgain());
    navigator.connection?.addEventListener?.('change', () => this.#lookAgain());
  }

  // Registers as `name`, and stays until close(), a refusal or a takeover.
  async open(name) {
    this.#name = name;
    this.#wasWelcomed = false;
    this.#resume = await this.#session.resume(name);
    if (this.#name === name && !this.#socket) this.#connect();
  }

  // Sends now, or when the connection is back.
  send(message) {
    if (this.#isUp) this.#socket.send(JSON.stringify(message));
    else if (this.#kept.length < kMostKept) this.#kept.push(message);
  }

  // Ends the session: the name is free at once.
  close() {
    this.#name = '';
    this.#session.forget();
    this.#leave(1000);
    this.#kept = [];
  }

  #connect() {
    const socket = new WebSocket(this.#url, 'p2pcall.v1');
    this.#socket = socket;
    const ifCurrent = (act) => (event) => { if (this.#socket === socket) act(event); };
    socket.onopen = ifCurrent(() => this.#hello());
    socket.onmessage = ifCurrent(({data}) => this.#hear(data));
    socket.onclose = ifCurrent(({code}) => this.#lost(code));
    this.#wake('welcome', kWelcomeWithin, () => this.#lost(4000));
  }

  #hello() {
    const resume = this.#resume ? {resume: this.#resume} : {};
    this.#socket.send(JSON.stringify({type: 'hello', peer: this.#name, ...resume}));
  }

  #hear(data) {
    this.#stop('pong');  // any word shows that the server lives
    const message = typeof data === 'string' ? read(data) : null;
    if (!message) return this.#ignore();
    if (message.type === 'pong') return;
    if (message.type === 'error' && !this.#isUp) return this.#refused(message);
    if (message.type === 'welcome') this.#welcome(message);
    this.#events.heard(message);
    if (message.type === 'welcome') this.#flush();
  }

  #ignore() {
    if (!this.#hasIgnored) console.info('p2pcall: a message that is not one of ours was ignored');
    this.#hasIgnored = true;
  }

  #welcome({peer, resume}) {
    this.#stop('welcome');
    this.#wasWelcomed = true;
    this.#failures = 0;
    this.#resume = resume;
    this.#session.keep(peer, resume);
    this.#isUp = true;
    this.#ping();
    this.#events.up();
  }

  #flush() {
    for (const message of this.#kept.splice(0)) this.send(message);
  }

  // A server that goes or is full is tried again, and so is one that has welcomed us before, for a
  // call may be going on; any other refusal is for good.
  #refused(error) {
    const passes = ['going-away', 'rate-limited'].includes(error.code);
    if (passes || this.#wasWelcomed) return this.#lost(4000);
    this.close();
    this.#events.refused(error);
  }

  #ping() {
    this.#wake('ping', kPingEvery, () => this.#ping());
    if (this.#timers.pong) return;
    this.#socket.send('{"type":"ping"}');
    this.#wake('pong', kPongWithin, () => this.#lost(4000));
  }

  // The network has changed: the socket may be dead without knowing it.
  #lookAgain() {
    if (this.#isUp) this.#ping();
    else if (this.#timers.again) this.#connectNow();
  }

  #connectNow() {
    this.#stop('again');
    this.#connect();
  }

  #lost(code) {
    this.#leave(4000);
    if (code === kTakenOver) {
      this.#name = '';
      this.#events.takenOver();
      return;
    }
    const longest = Math.min(kLongestPause, 500 * 2 ** this.#failures++);
    this.#wake('again', longest * (0.5 + Math.random() / 2), () => this.#connectNow());
    this.#events.away();
  }

  #leave(code) {
    for (const name of Object.keys(this.#timers)) this.#stop(name);
    const socket = this.#socket;
    this.#socket = null;
    this.#isUp = false;
    socket?.close(code);
  }

  #wake(name, after, act) {
    this.#stop(name);
    this.#timers[name] = setTimeout(() => {
      delete this.#timers[name];
      act();
    }, after);
  }

  #stop(name) {
    clearTimeout(this.#timers[name]);
    delete this.#timers[name];
  }
}
