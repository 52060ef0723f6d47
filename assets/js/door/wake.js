// Keeps the screen from going dark while the scanner is open, where the browser can.
import { useEffect } from "react";

export function useWakefulScreen() {
  useEffect(() => {
    let lock;
    const hold = async () => {
      if (!document.hidden) lock = await navigator.wakeLock?.request("screen").catch(() => undefined);
    };
    hold();
    document.addEventListener("visibilitychange", hold);
    return () => {
      document.removeEventListener("visibilitychange", hold);
      lock?.release();
    };
  }, []);
}
