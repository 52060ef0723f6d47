// What a verdict sounds and feels like, for eyes that are on the guest. Browsers allow that once
// somebody has touched the page.

const TONES = {
  go: [[880, 0.09], [1320, 0.14]],
  wait: [[440, 0.16], [0, 0.06], [440, 0.16]],
  stop: [[160, 0.5]],
};
const SHAKES = { go: [60], wait: [120, 80, 120], stop: [400] };
let speaker;

export function signal(tone) {
  if (navigator.userActivation && !navigator.userActivation.hasBeenActive) return;
  navigator.vibrate?.(SHAKES[tone]);
  speaker ??= new AudioContext();
  if (speaker.state === "suspended") speaker.resume().catch(() => {});
  let at = speaker.currentTime;
  for (const [pitch, length] of TONES[tone]) {
    if (pitch) sound(pitch, at, length);
    at += length;
  }
}

function sound(pitch, at, length) {
  const [wave, loudness] = [speaker.createOscillator(), speaker.createGain()];
  wave.type = "square";
  wave.frequency.value = pitch;
  loudness.gain.setValueAtTime(0.12, at);
  loudness.gain.setTargetAtTime(0, at + length - 0.02, 0.008);
  wave.connect(loudness).connect(speaker.destination);
  wave.start(at);
  wave.stop(at + length + 0.05);
}
