import assert from 'node:assert/strict';
import {test} from 'node:test';

import {deviceWords, endWords, refusalWords} from '../../../signalling/web/words.js';

test('nothing is said when all devices are there', () => {
  assert.equal(deviceWords({camera: null, microphone: null}), '');
});

test('a missing camera costs the picture, not the call', () => {
  const words = deviceWords({camera: 'missing', microphone: null});
  assert.match(words, /No camera was found/);
  assert.match(words, /goes on without your picture/);
});

test('what was refused is named, with what to do', () => {
  assert.match(deviceWords({camera: 'refused', microphone: 'refused'}),
               /Permission to use the camera and microphone was refused.*site settings/);
  assert.match(deviceWords({camera: null, microphone: 'refused'}),
               /use the microphone was refused.*without your sound/);
});

test('an insecure address is explained', () => {
  assert.match(deviceWords({camera: 'insecure', microphone: 'insecure'}), /insecure.*https:\/\//);
});

test('different troubles are both told', () => {
  assert.match(deviceWords({camera: 'busy', microphone: 'missing'}),
               /camera is in use.*No microphone was found/);
});

test('every way to end has its words', () => {
  const end = (it) => endWords({peer: 'anna', byUs: false, trouble: null, text: '', ...it});
  for (const reason of ['normal', 'cancelled', 'declined', 'busy', 'timeout', 'unsupported',
                        'replaced', 'lost', 'failed']) {
    for (const byUs of [true, false]) assert.match(end({reason, byUs}), /anna.*\.$/);
  }
  for (const trouble of ['absent', 'silent', 'missed', 'gone', 'unsupported', 'description',
                         'identity', 'no-path', 'path-lost', 'internal']) {
    assert.match(end({reason: 'failed', trouble}), /anna/);
  }
  assert.match(end({reason: 'failed', trouble: 'internal', text: 'TypeError'}), /\(TypeError\)$/);
});

test('a taken name is said', () => {
  assert.equal(refusalWords({code: 'name-taken', message: ''}, 'anna'),
               'The name anna is taken. Choose another one.');
});
