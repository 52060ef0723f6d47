// The device's camera in a <video>: started when it is looked at, stopped when not, with its light and
// the other cameras where there are any.
import { useCallback, useEffect, useRef, useState } from "react";

const CHOSEN = "ticketapp.door.camera";
const TROUBLES = { NotAllowedError: "denied", NotFoundError: "none", OverconstrainedError: "none" };

/** `trouble` is why there is no picture: denied, none, insecure or failed. */
export function useCamera() {
  const video = useRef(null);
  const [track, setTrack] = useState(null);
  const [trouble, setTrouble] = useState("");
  const [cameras, setCameras] = useState([]);
  const [lit, setLit] = useState(false);
  const [tries, setTries] = useState(0);
  const again = useCallback(() => setTries((before) => before + 1), []);

  useEffect(() => {
    let left = false;
    let stream;
    const start = async () => {
      if (document.hidden) return;
      try {
        stream = await open();
        if (left) return stop(stream);
        video.current.srcObject = stream;
        await video.current.play().catch(() => {});
        const [picture] = stream.getVideoTracks();
        picture.onended = again; // taken away, as by a call coming in
        setTrack(picture);
        setLit(false);
        setTrouble("");
        setCameras(await others());
      } catch (error) {
        if (!left) setTrouble(navigator.mediaDevices ? (TROUBLES[error.name] ?? "failed") : "insecure");
      }
    };
    start();
    document.addEventListener("visibilitychange", again);
    return () => {
      left = true;
      document.removeEventListener("visibilitychange", again);
      setTrack(null);
      if (stream) stop(stream);
    };
  }, [tries]);

  const light = () => {
    const changed = track.applyConstraints({ advanced: [{ torch: !lit }] });
    changed.then(() => setLit(!lit), () => {}); // it stays as it is
  };
  const next = () => {
    const at = cameras.indexOf(track?.getSettings().deviceId);
    localStorage.setItem(CHOSEN, cameras[(at + 1) % cameras.length]);
    again();
  };
  return {
    video,
    running: track !== null,
    trouble,
    again,
    lit,
    light: track?.getCapabilities?.().torch ? light : null,
    next: cameras.length > 1 ? next : null,
  };
}

function open() {
  const chosen = localStorage.getItem(CHOSEN);
  const which = chosen ? { deviceId: { ideal: chosen } } : { facingMode: { ideal: "environment" } };
  return navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { ...which, width: { ideal: 1280 }, height: { ideal: 720 } },
  });
}

async function others() {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.filter(({ kind }) => kind === "videoinput").map(({ deviceId }) => deviceId);
}

function stop(stream) {
  stream.getTracks().forEach((track) => {
    track.onended = null;
    track.stop();
  });
}
