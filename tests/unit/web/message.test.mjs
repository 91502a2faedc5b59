import assert from 'node:assert/strict';
import {test} from 'node:test';

import {isPeerName, read} from '../../../signalling/web/message.js';

const reading = (message) => read(JSON.stringify(message));

test('what is no message is refused', () => {
  for (const text of ['', '[]', '{}', 'null', '7', '{"type":7}', '{"type":"ring"}',
                      '{"type":"__proto__"}', '{"type":["pong"]}', '{"type":"toString"}',
                      '{"type":"hello","peer":"a"}']) {
    assert.equal(read(text), null, text);
  }
});

test('what is longer than a message may be is refused', () => {
  const pong = (length) => `{"type":"pong","seq":"${'x'.repeat(length)}"}`;
  assert.ok(read(pong(60_000)));
  assert.equal(read(pong(70_000)), null);
});

test('a ring is an offer of a named peer', () => {
  const ring = {type: 'ring', from: 'anna', call: 'c1', description: {type: 'offer', sdp: 'v=0'}};
  assert.deepEqual(reading({...ring, surprise: 1}), ring);
  for (const wrong of [{from: ''}, {from: 'a b'}, {from: 7}, {call: ''}, {call: 'x'.repeat(65)},
                       {description: null}, {description: {type: 'answer', sdp: 'v=0'}},
                       {description: {type: 'rollback', sdp: 'v=0'}},
                       {description: {type: 'offer', sdp: 7}}]) {
    assert.equal(reading({...ring, ...wrong}), null, JSON.stringify(wrong));
  }
});

test('a candidate that is null or empty means no more', () => {
  const trickle = {type: 'candidate', from: 'anna', call: 'c1', generation: 0};
  for (const candidate of [null, '', {candidate: '', sdpMid: '0'}]) {
    assert.deepEqual(reading({...trickle, candidate}), {...trickle, candidate: null});
  }
});

test('a generation that is left out is 0, and nonsense is refused', () => {
  const trickle = {type: 'candidate', from: 'anna', call: 'c1', candidate: null};
  assert.equal(reading(trickle).generation, 0);
  assert.equal(reading({...trickle, generation: 3}).generation, 3);
  for (const generation of [-1, 0.5, '0', {}]) {
    assert.equal(reading({...trickle, generation}), null);
  }
});

test('an unknown reason reads as failed', () => {
  const hangup = {type: 'hangup', from: 'anna', call: 'c1'};
  assert.equal(reading({...hangup, reason: 'busy'}).reason, 'busy');
  for (const reason of ['tired', 7, undefined]) {
    assert.equal(reading({...hangup, reason}).reason, 'failed');
  }
});

test('a welcome keeps what is usable of its lists', () => {
  assert.deepEqual(reading({type: 'welcome', peer: 'ben', resume: 's', peers: ['anna', 7, 'a b']}),
                   {type: 'welcome', peer: 'ben', resume: 's', iceServers: [], peers: ['anna']});
});

test('names are 1 to 64 plain characters', () => {
  for (const name of ['a', 'A.b_c-9', 'x'.repeat(64)]) assert.ok(isPeerName(name), name);
  for (const name of ['', 'x'.repeat(65), 'a b', 'ä', 'a/b', 'a\n', null, 7]) {
    assert.ok(!isPeerName(name), String(name));
  }
});
