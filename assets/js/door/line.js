// Whether the server can be reached. Offline after three errors in a row or one answer that did not
// come in time; online again with the first answer that does.

const ERRORS = 3;

export class Line {
  constructor(onChange) {
    this.online = navigator.onLine;
    this.errors = 0;
    this.changed = onChange;
  }

  worked() {
    this.errors = 0;
    this.set(true);
  }

  failed(error) {
    this.errors += 1;
    if (error.late || this.errors >= ERRORS || !navigator.onLine) this.set(false);
  }

  /** The device itself says that it has no network. */
  lost() {
    this.set(false);
  }

  set(online) {
    if (this.online === online) return;
    this.online = online;
    this.changed(online);
  }
}
