// What the tests look at in the page. Put in front of each script that they run there.

// Whether holds() becomes true within `limit` ms; looked at when the document changes.
function wait(holds, limit) {
  return new Promise((tell) => {
    const look = () => { if (holds()) finish(true); };
    const observer = new MutationObserver(look);
    const timer = setTimeout(() => finish(false), limit);
    function finish(result) {
      observer.disconnect();
      clearTimeout(timer);
      tell(result);
    }
    observer.observe(
      document, {attributes: true, childList: true, characterData: true, subtree: true});
    look();
  });
}

function nextPicture(video) {
  return new Promise((tell) => video.requestVideoFrameCallback(tell));
}

async function playsPicture(video) {
  await nextPicture(video);
  await nextPicture(video);
  return video.videoWidth > 0;
}

// The brightness of the 32 cells (see picture.py) of each of the next pictures.
async function readCells(video, pictures) {
  const [width, height] = [160, 120];
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', {willReadFrequently: true});
  const result = [];
  while (result.length < pictures) {
    await nextPicture(video);
    context.drawImage(video, 0, 0, width, height);
    result.push(cellsOf(context.getImageData(0, 0, width, height)));
  }
  return result;
}

// Waits for a picture whose mean brightness is as asked for.
async function brightness(video, holds) {
  for (;;) {
    const [cells] = await readCells(video, 1);
    if (holds(cells.reduce((sum, it) => sum + it) / cells.length)) return true;
  }
}

function cellsOf({data, width, height}) {
  const cells = [];
  for (const row of [0.1, 0.3]) {
    for (let i = 0; i < 16; i++) {
      const x = Math.floor((i + 0.5) * width / 16);
      const y = Math.floor(row * height);
      cells.push(meanAround(data, width, x, y));
    }
  }
  return cells;
}

function meanAround(data, width, x, y) {
  let sum = 0;
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -2; dx <= 2; dx++) sum += data[4 * ((y + dy) * width + x + dx) + 1];
  }
  return sum / 15;
}

const kLoud = -60;  // dB
const kReadings = 7;

// The loudest frequency: the median of some readings of what is loud, as a busy machine garbles
// some; null when there were not enough within `limit` ms.
async function readTone(stream, limit) {
  const context = new AudioContext();
  await context.resume();
  const analyser = new AnalyserNode(context, {fftSize: 8192, smoothingTimeConstant: 0});
  context.createMediaStreamSource(stream).connect(analyser);
  const tone = await listen(analyser, context.sampleRate / analyser.fftSize, limit);
  await context.close();
  return tone;
}

function listen(analyser, hertz, limit) {
  const levels = new Float32Array(analyser.frequencyBinCount);
  const end = performance.now() + limit;
  const heard = [];
  return new Promise((tell) => {
    const timer = setInterval(() => {
      analyser.getFloatFrequencyData(levels);
      const loudest = levels.reduce((best, level, i) => (level > levels[best] ? i : best), 0);
      if (levels[loudest] > kLoud) heard.push(loudest * hertz);
      const isEnough = heard.length === kReadings;
      if (!isEnough && performance.now() < end) return;
      clearInterval(timer);
      tell(isEnough ? heard.sort((a, b) => a - b)[(kReadings - 1) / 2] : null);
    }, 100);
  });
}
