import assert from 'node:assert/strict';
import {test} from 'node:test';

import {Line} from '../../../signalling/web/line.js';

const kOffer = {type: 'offer', sdp: 'offer'};
const kAnswer = {type: 'answer', sdp: 'answer'};
const kCandidate = {candidate: 'candidate:1', sdpMid: '0', sdpMLineIndex: 0, usernameFragment: 'u'};

// Ben's line, and what follows from each thing that happens, in short words.
class Scene {
  line = new Line({name: 'ben'});
  now = 1000;

  constructor(...online) {
    this.happens('welcome', {peers: ['ben', ...online]});
  }

  happens(type, fields = {}) {
    return this.line.handle({type, ...fields}, this.now).map(shortly);
  }

  hears(type, from, call, fields = {}) {
    return this.happens('received', {message: {type, from, call, ...fields}});
  }

  passes(ms) {
    this.now += ms;
    return this.line.tick(this.now).map(shortly);
  }

  calls(peer, call) {
    this.happens('dial', {peer, call});
    return this.happens('described', {call, description: kOffer});
  }

  isCalled(peer, call) {
    this.hears('ring', peer, call, {description: kOffer});
    return this.happens('prepared', {call});
  }

  answers(call) {
    this.happens('accept');
    return this.happens('described', {call, description: kAnswer});
  }

  get state() { return this.line.state(); }
}

function shortly(action) {
  if (action.do === 'send') {
    const {type, to, call, reason} = action.message;
    return ['send', type, to, call, reason].filter(Boolean).join(' ');
  }
  if (action.do === 'ended') {
    const {call, reason, trouble, byUs} = action;
    return ['ended', call, reason, trouble, byUs ? 'by us' : 'by them'].filter(Boolean).join(' ');
  }
  return [action.do, action.call ?? action.peer ?? action.from].filter(Boolean).join(' ');
}

test('a call goes from ring to media', () => {
  const scene = new Scene('anna');
  assert.deepEqual(scene.happens('dial', {peer: 'anna', call: 'c1'}), ['offer c1']);
  assert.deepEqual(scene.happens('described', {call: 'c1', description: kOffer}),
                   ['send ring anna c1']);
  assert.equal(scene.state, 'calling');
  assert.deepEqual(scene.hears('ringing', 'anna', 'c1'), ['ringingThere c1']);
  assert.deepEqual(scene.hears('accept', 'anna', 'c1', {description: kAnswer}),
                   ['accepted c1', 'takeAnswer c1']);
  assert.equal(scene.state, 'connecting');
  assert.deepEqual(scene.happens('connected', {call: 'c1'}), ['up c1']);
  assert.equal(scene.state, 'connected');
  assert.equal(scene.line.deadline(), null);
});

test('an incoming call rings only once it is known that it can be answered', () => {
  const scene = new Scene('anna');
  assert.deepEqual(scene.hears('ring', 'anna', 'c1', {description: kOffer}), ['prepare c1']);
  assert.equal(scene.state, 'idle');
  assert.deepEqual(scene.happens('prepared', {call: 'c1'}),
                   ['send ringing anna c1', 'incoming c1']);
  assert.equal(scene.state, 'ringing');
  assert.deepEqual(scene.happens('accept'), ['accepted c1', 'answer c1']);
  assert.deepEqual(scene.happens('described', {call: 'c1', description: kAnswer}),
                   ['send accept anna c1']);
});

test('an offer that fits nothing is refused before it rings', () => {
  const scene = new Scene('anna');
  scene.hears('ring', 'anna', 'c1', {description: kOffer});
  assert.deepEqual(scene.happens('failed', {call: 'c1', trouble: 'unsupported', text: ''}),
                   ['send hangup anna c1 unsupported', 'close c1',
                    'ended c1 unsupported unsupported by us']);
});

test('who is not online is waited for', () => {
  const scene = new Scene();
  assert.deepEqual(scene.happens('dial', {peer: 'anna', call: 'c1'}), ['waiting anna']);
  assert.equal(scene.state, 'waiting');
  assert.deepEqual(scene.happens('online', {peer: 'anna'}), ['offer c1']);
});

test('who came while the server was away is called', () => {
  const scene = new Scene();
  scene.happens('dial', {peer: 'anna', call: 'c1'});
  assert.deepEqual(scene.happens('welcome', {peers: ['anna', 'ben']}), ['offer c1']);
});

test('waiting for somebody ends after 45 s, without a word to them', () => {
  const scene = new Scene();
  scene.happens('dial', {peer: 'anna', call: 'c1'});
  assert.deepEqual(scene.passes(44_999), []);
  assert.deepEqual(scene.passes(1), ['close c1', 'ended c1 timeout absent by us']);
  assert.equal(scene.state, 'ended');
});

test('the caller ends the ringing after 45 s', () => {
  const scene = new Scene('anna');
  scene.calls('anna', 'c1');
  assert.deepEqual(scene.passes(44_999), []);
  assert.deepEqual(scene.passes(1),
                   ['send hangup anna c1 timeout', 'close c1', 'ended c1 timeout silent by us']);
});

test('a callee stops ringing after 120 s by itself', () => {
  const scene = new Scene('anna');
  scene.isCalled('anna', 'c1');
  assert.deepEqual(scene.passes(119_999), []);
  assert.deepEqual(scene.passes(1),
                   ['send hangup anna c1 timeout', 'close c1', 'ended c1 timeout missed by us']);
});

test('a callee stops ringing when the caller goes offline', () => {
  const scene = new Scene('anna');
  scene.isCalled('anna', 'c1');
  assert.deepEqual(scene.happens('offline', {peer: 'anna'}),
                   ['close c1', 'ended c1 lost gone by them']);
});

test('offline and no-such-peer end no accepted call', () => {
  const scene = new Scene('anna');
  scene.isCalled('anna', 'c1');
  scene.answers('c1');
  assert.deepEqual(scene.happens('offline', {peer: 'anna'}), []);
  assert.deepEqual(scene.happens('refused', {code: 'no-such-peer', call: 'c1', to: 'anna'}), []);
  assert.equal(scene.state, 'connecting');
});

test('a ring that found nobody is rung again when the peer comes', () => {
  const scene = new Scene('anna');
  scene.calls('anna', 'c1');
  assert.deepEqual(scene.happens('refused', {code: 'no-such-peer', call: 'c1', to: 'anna'}),
                   ['close c1', 'waiting anna']);
  assert.deepEqual(scene.happens('online', {peer: 'anna'}), ['offer c1']);
});

test('another refusal does not end the ringing, nor does one of another call', () => {
  const scene = new Scene('anna');
  scene.calls('anna', 'c1');
  assert.deepEqual(scene.happens('refused', {code: 'rate-limited', call: 'c1', to: 'anna'}), []);
  assert.deepEqual(scene.happens('refused', {code: 'no-such-peer', call: 'c0', to: 'anna'}), []);
  assert.equal(scene.state, 'calling');
});

test('a hangup says what it means in each state', () => {
  const said = (prepare) => {
    const scene = new Scene('anna');
    prepare(scene);
    return scene.happens('hangup').filter((it) => it.startsWith('send'));
  };
  assert.deepEqual(said((it) => it.happens('dial', {peer: 'carol', call: 'c1'})), []);
  assert.deepEqual(said((it) => it.happens('dial', {peer: 'anna', call: 'c1'})), []);
  assert.deepEqual(said((it) => it.calls('anna', 'c1')), ['send hangup anna c1 cancelled']);
  assert.deepEqual(said((it) => it.isCalled('anna', 'c1')), ['send hangup anna c1 declined']);
  assert.deepEqual(said((it) => { it.isCalled('anna', 'c1'); it.answers('c1'); }),
                   ['send hangup anna c1 normal']);
});

test('a hangup of the peer ends the call in any state', () => {
  for (const prepare of [
    (it) => it.calls('anna', 'c1'),
    (it) => it.isCalled('anna', 'c1'),
    (it) => { it.isCalled('anna', 'c1'); it.answers('c1'); },
  ]) {
    const scene = new Scene('anna');
    prepare(scene);
    assert.deepEqual(scene.hears('hangup', 'anna', 'c1', {reason: 'normal'}),
                     ['close c1', 'ended c1 normal by them']);
  }
});

test('what fits no living call is ignored', () => {
  const scene = new Scene('anna', 'carol');
  scene.calls('anna', 'c1');
  for (const [from, call] of [['anna', 'c2'], ['carol', 'c1']]) {
    assert.deepEqual(scene.hears('accept', from, call, {description: kAnswer}), []);
    assert.deepEqual(scene.hears('hangup', from, call, {reason: 'normal'}), []);
  }
  assert.deepEqual(scene.happens('described', {call: 'c0', description: kOffer}), []);
  assert.deepEqual(scene.happens('failed', {call: 'c0', trouble: 'internal'}), []);
  assert.equal(scene.state, 'calling');
});

test('an accept that is repeated is ignored', () => {
  const scene = new Scene('anna');
  scene.calls('anna', 'c1');
  scene.hears('accept', 'anna', 'c1', {description: kAnswer});
  assert.deepEqual(scene.hears('accept', 'anna', 'c1', {description: kAnswer}), []);
});

test('our candidates follow our description', () => {
  const scene = new Scene('anna');
  scene.happens('dial', {peer: 'anna', call: 'c1'});
  assert.deepEqual(scene.happens('found', {call: 'c1', candidate: kCandidate}), []);
  assert.deepEqual(scene.happens('described', {call: 'c1', description: kOffer}),
                   ['send ring anna c1', 'send candidate anna c1']);
  assert.deepEqual(scene.happens('found', {call: 'c1', candidate: null}),
                   ['send candidate anna c1']);
});

test('a callee sends no candidates until its user accepts', () => {
  const scene = new Scene('anna');
  scene.isCalled('anna', 'c1');
  scene.happens('accept');
  assert.deepEqual(scene.happens('found', {call: 'c1', candidate: kCandidate}), []);
  assert.deepEqual(scene.happens('described', {call: 'c1', description: kAnswer}),
                   ['send accept anna c1', 'send candidate anna c1']);
});

test("the caller's candidates are taken from its ring on", () => {
  const scene = new Scene('anna');
  scene.hears('ring', 'anna', 'c1', {description: kOffer});
  assert.deepEqual(scene.hears('candidate', 'anna', 'c1', {generation: 0, candidate: kCandidate}),
                   ['addCandidate c1']);
});

test("a callee's candidates before its accept, and other generations, are ignored", () => {
  const scene = new Scene('anna');
  scene.calls('anna', 'c1');
  const candidate = {generation: 0, candidate: kCandidate};
  assert.deepEqual(scene.hears('candidate', 'anna', 'c1', candidate), []);
  scene.hears('accept', 'anna', 'c1', {description: kAnswer});
  assert.deepEqual(scene.hears('candidate', 'anna', 'c1', {...candidate, generation: 1}), []);
  assert.deepEqual(
    scene.hears('description', 'anna', 'c1', {generation: 1, description: kOffer}), []);
  assert.deepEqual(scene.hears('candidate', 'anna', 'c1', candidate), ['addCandidate c1']);
});

test('when rings cross, the greater call stands and is accepted without asking', () => {
  const scene = new Scene('anna');
  scene.calls('anna', 'c1');
  assert.deepEqual(scene.hears('ring', 'anna', 'C2', {description: kOffer}),
                   ['close c1', 'prepare C2']);
  assert.equal(scene.state, 'connecting');
  assert.deepEqual(scene.happens('prepared', {call: 'C2'}), ['accepted C2', 'answer C2']);
});

test('when rings cross, the lesser call is dropped', () => {
  const scene = new Scene('anna');
  scene.calls('anna', 'c2');
  assert.deepEqual(scene.hears('ring', 'anna', 'C1', {description: kOffer}), []);
  assert.deepEqual(scene.hears('accept', 'anna', 'c2', {description: kAnswer}),
                   ['accepted c2', 'takeAnswer c2']);
});

test('a ring that was dropped for one that is withdrawn is taken back', () => {
  const scene = new Scene('anna');
  scene.calls('anna', 'c1');
  scene.hears('ring', 'anna', 'c2', {description: kOffer});
  assert.deepEqual(scene.hears('hangup', 'anna', 'c2', {reason: 'cancelled'}), [
    'send hangup anna c1 cancelled', 'close c2', 'ended c2 cancelled by them']);
});

test('who is about to call somebody that rings first takes that call', () => {
  const scene = new Scene();
  scene.happens('dial', {peer: 'anna', call: 'c9'});
  assert.deepEqual(scene.hears('ring', 'anna', 'c1', {description: kOffer}),
                   ['close c9', 'prepare c1']);
  assert.deepEqual(scene.happens('prepared', {call: 'c1'}), ['accepted c1', 'answer c1']);
});

test('to call somebody who is calling is to answer', () => {
  const scene = new Scene('anna');
  scene.isCalled('anna', 'c1');
  assert.deepEqual(scene.happens('dial', {peer: 'anna', call: 'c2'}), ['accepted c1', 'answer c1']);
});

test('a third who rings gets busy', () => {
  const scene = new Scene('anna', 'carol');
  scene.calls('anna', 'c1');
  assert.deepEqual(scene.hears('ring', 'carol', 'c2', {description: kOffer}),
                   ['send hangup carol c2 busy', 'turnedAway carol']);
  assert.equal(scene.state, 'calling');
});

test("a new ring of the call's own peer replaces the call and asks anew", () => {
  const scene = new Scene('anna');
  scene.isCalled('anna', 'c5');
  scene.answers('c5');
  scene.happens('connected', {call: 'c5'});
  assert.deepEqual(scene.hears('ring', 'anna', 'c1', {description: kOffer}),
                   ['send hangup anna c5 replaced', 'close c5', 'ended c5 replaced by them',
                    'prepare c1']);
  assert.deepEqual(scene.happens('prepared', {call: 'c1'}),
                   ['send ringing anna c1', 'incoming c1']);
});

test('a ring that is repeated, or of a call that is over, does not ring again', () => {
  const scene = new Scene('anna');
  scene.isCalled('anna', 'c1');
  assert.deepEqual(scene.hears('ring', 'anna', 'c1', {description: kOffer}), []);
  scene.happens('hangup');
  assert.deepEqual(scene.hears('ring', 'anna', 'c1', {description: kOffer}), []);
  assert.equal(scene.state, 'ended');
});

test('a path that is not found or lost is told to the peer', () => {
  for (const trouble of ['no-path', 'path-lost']) {
    const scene = new Scene('anna');
    scene.isCalled('anna', 'c1');
    scene.answers('c1');
    assert.deepEqual(scene.happens('failed', {call: 'c1', trouble, text: ''}),
                     ['send hangup anna c1 lost', 'close c1', `ended c1 lost ${trouble} by us`]);
  }
});

test('a call that never connects ends after 30 s', () => {
  const scene = new Scene('anna');
  scene.isCalled('anna', 'c1');
  scene.answers('c1');
  assert.deepEqual(scene.passes(29_999), []);
  assert.deepEqual(scene.passes(1),
                   ['send hangup anna c1 lost', 'close c1', 'ended c1 lost no-path by us']);
});

test('a wrong key ends the call as failed', () => {
  const scene = new Scene('anna');
  scene.isCalled('anna', 'c1');
  scene.answers('c1');
  assert.deepEqual(scene.happens('failed', {call: 'c1', trouble: 'identity', text: ''}),
                   ['send hangup anna c1 failed', 'close c1', 'ended c1 failed identity by us']);
});

// A call that anna ended in that word while it connected, and that is looked into.
function calledOff(reason) {
  const scene = new Scene('anna');
  scene.calls('anna', 'c1');
  scene.hears('accept', 'anna', 'c1', {description: kAnswer});
  assert.deepEqual(scene.hears('hangup', 'anna', 'c1', {reason}), ['examine c1']);
  assert.equal(scene.state, 'connecting');
  return scene;
}

test("a peer's failure while connecting is a wrong key if our media say so", () => {
  for (const reason of ['failed', 'lost']) {
    assert.deepEqual(
      calledOff(reason).happens('examined', {call: 'c1', isIdentityWrong: true}),
      ['close c1', 'ended c1 failed identity by us']);
    assert.deepEqual(
      calledOff(reason).happens('failed', {call: 'c1', trouble: 'identity', text: ''}),
      ['close c1', 'ended c1 failed identity by us']);
  }
});

test("a peer's failure while connecting is the peer's if our media know nothing", () => {
  for (const reason of ['failed', 'lost']) {
    const theirs = ['close c1', `ended c1 ${reason} by them`];
    assert.deepEqual(
      calledOff(reason).happens('examined', {call: 'c1', isIdentityWrong: false}), theirs);
    assert.deepEqual(calledOff(reason).passes(1_000), theirs);
  }
});

test("a peer's failure that is looked into is not told back", () => {
  assert.deepEqual(calledOff('lost').happens('hangup'),
                   ['close c1', 'ended c1 lost by them']);
});

test('nobody calls himself', () => {
  const scene = new Scene();
  assert.deepEqual(scene.happens('dial', {peer: 'ben', call: 'c1'}),
                   ['ended c1 failed self by us']);
  assert.equal(scene.state, 'ended');
});

test('who is online is known, without ourselves', () => {
  const scene = new Scene('dora', 'anna');
  scene.happens('online', {peer: 'carol'});
  scene.happens('offline', {peer: 'dora'});
  scene.happens('online', {peer: 'ben'});
  assert.deepEqual(scene.line.online(), ['anna', 'carol']);
});

test('what is not known or means nothing now does nothing', () => {
  const scene = new Scene('anna');
  for (const type of ['accept', 'hangup', 'toString', 'nonsense']) {
    assert.deepEqual(scene.happens(type), []);
  }
  assert.deepEqual(scene.hears('nonsense', 'anna', 'c1'), []);
  assert.equal(scene.state, 'idle');
});
