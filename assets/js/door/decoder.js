// Looks at the camera's picture for codes: one frame at a time, so that a slow device looks less
// often instead of falling behind.
import wasm from "zxing-wasm/reader/zxing_reader.wasm?url";

const LONG_SIDE = 960;

/** What has to be kept for the decoder to work without a network. */
export const DECODER_FILES = [wasm];

/** Calls `onCode` with each text seen in `video` until the answer is called. */
export function watchForCodes(video, onCode) {
  const worker = new Worker(new URL("./decoder-worker.js", import.meta.url), { type: "module" });
  const canvas = document.createElement("canvas");
  const picture = canvas.getContext("2d", { willReadFrequently: true });
  let stopped = false;

  const look = () => {
    if (stopped) return;
    const { videoWidth: width, videoHeight: height } = video;
    if (!width || video.paused) return soon(video, look);
    const scale = Math.min(1, LONG_SIDE / Math.max(width, height));
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    picture.drawImage(video, 0, 0, canvas.width, canvas.height);
    const { data } = picture.getImageData(0, 0, canvas.width, canvas.height);
    worker.postMessage({ pixels: data, width: canvas.width, height: canvas.height }, [data.buffer]);
  };
  worker.onmessage = ({ data: text }) => {
    if (stopped) return;
    if (text) onCode(text);
    soon(video, look);
  };
  look();
  return () => {
    stopped = true;
    worker.terminate();
  };
}

function soon(video, look) {
  if (video.requestVideoFrameCallback && !video.paused) video.requestVideoFrameCallback(look);
  else setTimeout(look, 100);
}
