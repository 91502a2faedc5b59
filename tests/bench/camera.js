// Stands in for camera and microphone of the page, answers its calls, and notes in `bench` when
// what came. Put into the page before its own scripts.

const bench = {accepted: 0, connected: 0, firstFrame: 0, readings: [], peer: null};

{
  const [kWidth, kHeight, kRate, kTone] = [640, 480, 30, 440];
  const [kBits, kModulo] = [16, 65536];
  const kSide = 512;
  const kReadEvery = 4;  // pictures: reading them all would cost the page too much

  const random = (() => {  // xorshift
    let seed = 2463534242;
    return () => {
      seed ^= seed << 13;
      seed ^= seed >>> 17;
      seed ^= seed << 5;
      return seed >>> 0;
    };
  })();

  // A square of grey; grey(x, y) is its brightness.
  function tile(grey) {
    const canvas = new OffscreenCanvas(kSide, kSide);
    const context = canvas.getContext('2d');
    const image = context.createImageData(kSide, kSide);
    for (let i = 0; i < kSide * kSide; i++) {
      image.data.fill(grey(i % kSide, Math.floor(i / kSide)), 4 * i, 4 * i + 3);
      image.data[4 * i + 3] = 255;
    }
    context.putImageData(image, 0, 0);
    return canvas;
  }

  function drawBars(context, value, top) {
    for (let cell = 0; cell < kBits; cell++) {
      context.fillStyle = (value >> (kBits - 1 - cell)) & 1 ? '#fff' : '#000';
      context.fillRect(cell * kWidth / kBits, top, kWidth / kBits, kHeight / 5);
    }
  }

  // The picture that tests/support/timebars.cpp draws with scene=true.
  function scene(context) {
    const turn = 2 * Math.PI / kSide;
    const texture = tile(
      (x, y) => 110 + 40 * Math.sin(x * turn * 8) * Math.sin(y * turn * 6) + random() % 24);
    const noise = tile(() => 16 + random() % 220);
    let frame = 0;
    return () => {
      const shift = (2 * frame++) % kSide;
      for (let x = -shift; x < kWidth; x += kSide) context.drawImage(texture, x, kHeight * 0.4);
      const [width, height] = [kWidth / 4, kHeight / 4];
      context.drawImage(noise, random() % (kSide - width), random() % (kSide - height), width,
                        height, kWidth * 3 / 8, kHeight * 0.6, width, height);
    };
  }

  function camera() {
    const canvas = Object.assign(document.createElement('canvas'),
                                 {width: kWidth, height: kHeight});
    const context = canvas.getContext('2d', {alpha: false});
    const drawScene = scene(context);
    const [track] = canvas.captureStream(0).getVideoTracks();
    const draw = () => {
      drawScene();
      const value = Date.now() % kModulo;
      drawBars(context, value, 0);
      drawBars(context, kModulo - 1 - value, kHeight / 5);
      track.requestFrame();
    };
    let due = performance.now();
    const tick = () => {
      draw();
      due = Math.max(due + 1000 / kRate, performance.now());
      setTimeout(tick, due - performance.now());
    };
    tick();
    return track;
  }

  function microphone() {
    const context = new AudioContext();
    const output = context.createMediaStreamDestination();
    const tone = new OscillatorNode(context, {frequency: kTone});
    tone.connect(new GainNode(context, {gain: 0.2})).connect(output);
    tone.start();
    return output.stream.getAudioTracks()[0];
  }

  navigator.mediaDevices.getUserMedia = async ({audio, video}) =>
    new MediaStream([...(audio ? [microphone()] : []), ...(video ? [camera()] : [])]);

  // The number in the picture; null when its two rows do not agree.
  async function readBars(picture) {
    const rows = [];
    for (const row of [0.1, 0.3]) {
      const rect = {x: 0, y: Math.floor(picture.codedHeight * row / 2) * 2,
                    width: picture.codedWidth, height: 2};
      const pixels = new Uint8Array(picture.allocationSize({rect}));
      const [{stride}] = await picture.copyTo(pixels, {rect});
      const bytes = stride / rect.width;
      const at = (cell) => Math.floor((cell + 0.5) * rect.width / kBits) * bytes;
      rows.push(Array.from({length: kBits}, (_, cell) => pixels[at(cell)] > 128 ? 1 : 0)
        .reduce((value, bit) => 2 * value + bit, 0));
    }
    return rows[0] === kModulo - 1 - rows[1] ? rows[0] : null;
  }

  async function note(video, at) {
    const picture = new VideoFrame(video);
    try {
      const drawn = await readBars(picture);
      bench.readings.push([at, drawn === null ? -1 : (at - drawn % kModulo + kModulo) % kModulo]);
    } finally {
      picture.close();
    }
  }

  function watchPictures(video) {
    let seen = 0;
    const see = () => {
      const at = Date.now();
      bench.firstFrame ||= performance.now();
      document.documentElement.dataset.pictures = 'come';
      if (seen++ % kReadEvery === 0) note(video, at);
      video.requestVideoFrameCallback(see);
    };
    video.requestVideoFrameCallback(see);
  }

  window.WebSocket = class extends WebSocket {
    constructor(...rest) {
      super(...rest);
      this.addEventListener('message', ({data}) => {
        if (JSON.parse(data).type === 'accept') bench.accepted = performance.now();
      });
    }
  };

  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...rest) {
      super(...rest);
      bench.peer = this;
      this.addEventListener('connectionstatechange', () => {
        if (this.connectionState === 'connected') bench.connected ||= performance.now();
      });
      watchPictures(document.querySelector('#remote'));
    }
  };

  bench.received = async () => {
    const all = [...(await bench.peer.getStats()).values()];
    const {bytesReceived, framesDecoded, frameWidth, frameHeight} =
      all.find(({type, kind}) => type === 'inbound-rtp' && kind === 'video');
    return {bytes: bytesReceived, frames: framesDecoded, size: `${frameWidth}x${frameHeight}`};
  };

  new MutationObserver(() => {
    if (document.documentElement.dataset.state === 'ringing')
      document.querySelector('#answer').click();
  }).observe(document, {attributes: true, attributeFilter: ['data-state'], subtree: true});
}
