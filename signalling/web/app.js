// Wires the page: the user, the wire and the media tell the line what happens, and do what it says.

import {Devices} from './devices.js';
import {Line} from './line.js';
import {freshCall, linkTo, peerOfLink} from './link.js';
import {Connection} from './media.js';
import {isPeerName} from './message.js';
import {Session} from './session.js';
import {Bell} from './sound.js';
import {View} from './view.js';
import {Wire} from './wire.js';
import {deviceWords, endWords, kWords, refusalWords, stateWords, takeoverWords} from './words.js';

const kNameKey = 'p2pcall.name';
const kCallWords = ['ring', 'ringing', 'accept', 'description', 'candidate', 'hangup'];

class Page {
  #line = new Line({name: ''});
  #name = null;  // while we are online, or on the way
  #isUp = false;
  #isAway = false;
  #isPathWell = true;
  #isThereRinging = false;
  #iceServers = [];
  #connection = null;
  #wanted = peerOfLink();
  #note = 'Give your name to go online.';
  #alarm = null;
  #bell = new Bell();
  #devices = new Devices((kind) => this.#deviceChanged(kind));
  #wire = new Wire(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`,
                   new Session(sessionStorage, navigator.locks), {
                     heard: (message) => this.#hear(message),
                     up: () => this.#up(),
                     away: () => this.#away(),
                     refused: (error) => this.#goOffline(refusalWords(error, this.#name)),
                     takenOver: () => this.#goOffline(takeoverWords(this.#name)),
                   });
  #view = new View({
    goOnline: (name) => this.#goOnline(name),
    goOffline: () => this.#leave(),
    call: (peer) => this.#call(peer),
    answer: () => this.#happens({type: 'accept'}),
    hangUp: () => this.#happens({type: 'hangup'}),
    mute: (device, on) => this.#devices.mute(device, on),
    copyLink: () => this.#copyLink(),
    touch: () => this.#bell.allow(),
  });

  constructor() {
    window.addEventListener('pagehide', () => this.#leave());
    window.addEventListener('hashchange', () => this.#follow(peerOfLink()));
    this.#view.name = sessionStorage.getItem(kNameKey) ?? localStorage.getItem(kNameKey) ?? '';
    if (this.#wanted) {
      this.#view.whom = this.#wanted;
      this.#note = `Give your name to call ${this.#wanted}.`;
    }
    this.#show();
  }

  // ---- The user.

  #goOnline(name) {
    if (this.#name !== null) return;
    if (!isPeerName(name)) return this.#say(kWords.nameRule);
    sessionStorage.setItem(kNameKey, name);
    localStorage.setItem(kNameKey, name);
    this.#name = name;
    this.#line = new Line({name});
    this.#devices.acquire();
    this.#wire.open(name);
    this.#say(`Going online as ${name}…`);
  }

  #call(peer) {
    if (!isPeerName(peer)) return this.#say(`Say whom to call. ${kWords.nameRule}`);
    this.#follow(peer);
  }

  #follow(peer) {
    if (!peer) return;
    this.#wanted = peer;
    this.#view.whom = peer;
    if (this.#isUp) return this.#dialWanted();
    if (this.#name !== null) return;
    if (this.#view.name) return this.#goOnline(this.#view.name);
    this.#say(`Give your name to call ${peer}.`);
    this.#view.askForName();
  }

  #dialWanted() {
    const peer = this.#wanted;
    this.#wanted = '';
    if (peer) this.#happens({type: 'dial', peer, call: freshCall()});
  }

  async #copyLink() {
    const name = this.#name ?? this.#view.name;
    if (!isPeerName(name)) return this.#say('Give your name first: the link calls you by it.');
    const link = linkTo(name);
    this.#say(await this.#view.copy(link) ? `Copied: ${link}` : `Copy this link: ${link}`);
  }

  #leave() {
    if (this.#name === null) return;
    this.#happens({type: 'hangup'});
    this.#wire.close();
    this.#goOffline('You are offline.');
  }

  // ---- The server and the peer.

  #hear(message) {
    if (kCallWords.includes(message.type)) return this.#happens({type: 'received', message});
    if (message.type === 'error') return this.#happens({...message, type: 'refused'});
    if (message.type === 'welcome') this.#iceServers = message.iceServers;
    this.#happens(message);
    if (message.type === 'welcome') this.#dialWanted();
  }

  #up() {
    if (!this.#isUp) this.#note = '';
    this.#isUp = true;
    this.#isAway = false;
  }

  #away() {
    this.#isAway = true;
    this.#show();
  }

  #goOffline(note) {
    this.#connection?.close();
    this.#connection = null;
    this.#isUp = this.#isAway = false;
    this.#name = null;
    this.#line = new Line({name: ''});
    this.#view.showRemote(null);
    this.#devices.release();
    this.#say(note);
  }

  // ---- What happens, and what follows.

  #happens(event) {
    for (const action of this.#line.handle(event, performance.now())) this.#perform(action);
    this.#settle();
  }

  #settle() {
    clearTimeout(this.#alarm);
    const deadline = this.#line.deadline();
    if (deadline !== null) {
      this.#alarm = setTimeout(() => this.#expire(), Math.max(0, deadline - performance.now()));
    }
    this.#show();
  }

  #expire() {
    for (const action of this.#line.tick(performance.now())) this.#perform(action);
    this.#settle();
  }

  #perform(action) {
    this.#actions[action.do]?.(action);
  }

  #actions = {
    send: ({message}) => this.#wire.send(message),
    offer: ({call}) => this.#connect(call)?.offer(),
    prepare: ({call, description}) => this.#connect(call)?.prepare(description),
    answer: () => this.#connection.answer(),
    takeAnswer: ({description}) => this.#connection.takeAnswer(description),
    addCandidate: ({candidate}) => this.#connection.addCandidate(candidate),
    examine: () => this.#connection.examine(),
    close: () => this.#disconnect(),
    waiting: () => { this.#note = ''; },
    incoming: () => { this.#note = ''; },
    ringingThere: () => { this.#isThereRinging = true; },
    accepted: () => { this.#note = ''; },
    turnedAway: ({from}) => { this.#note = `${from} called too and was told that you are busy.`; },
    ended: (ended) => { this.#note = endWords(ended); },
  };

  #connect(call) {
    this.#note = '';
    this.#isThereRinging = false;
    this.#isPathWell = true;
    try {
      this.#connection = new Connection({
        call, iceServers: this.#iceServers, devices: this.#devices,
        happens: (event) => this.#mediaTells(event),
      });
      this.#view.showRemote(this.#connection.remote);
      return this.#connection;
    } catch (error) {
      queueMicrotask(() =>
        this.#happens({type: 'failed', call, trouble: 'internal', text: error.name}));
      return null;
    }
  }

  #disconnect() {
    this.#connection?.close();
    this.#connection = null;
    this.#view.showRemote(null);
  }

  #mediaTells(event) {
    if (event.type === 'path') this.#isPathWell = event.isWell;
    this.#happens(event);
  }

  #deviceChanged(kind) {
    this.#connection?.replace(kind);
    this.#view.showSelf(this.#devices.stream);
    this.#show();
  }

  // ---- What the user sees.

  #say(note) {
    this.#note = note;
    this.#show();
  }

  #show() {
    const state = this.#line.state();
    const peer = this.#line.isBusy() ? this.#line.peer() : null;
    this.#bell.ring(state === 'ringing');
    this.#view.show({
      state, peer, name: this.#name, isUp: this.#isUp, online: this.#line.online(),
      news: this.#news(state, peer), trouble: this.#trouble(),
    });
  }

  #news(state, peer) {
    const words = [stateWords(state, peer, this.#isThereRinging), this.#note].filter(Boolean);
    return words.join(' ') || `You are online as ${this.#name}. Call somebody, or send your link.`;
  }

  #trouble() {
    const words = [];
    if (this.#isAway) words.push(kWords.away);
    if (!this.#isPathWell && this.#connection) words.push(kWords.pathAway);
    words.push(deviceWords(this.#devices.troubles));
    return words.filter(Boolean).join(' ');
  }
}

new Page();
