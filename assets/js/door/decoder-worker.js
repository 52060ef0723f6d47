// Reads QR codes out of pictures, beside the page: the picture on the screen keeps moving.
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import wasm from "zxing-wasm/reader/zxing_reader.wasm?url";

// Without an address of our own it would ask another site for it.
prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });

const OPTIONS = { formats: ["QRCode"], maxNumberOfSymbols: 1, tryHarder: true, tryInvert: true };

self.onmessage = async ({ data }) => {
  const [found] = await readBarcodes(new ImageData(data.pixels, data.width, data.height), OPTIONS);
  self.postMessage(found?.isValid ? found.text : "");
};
