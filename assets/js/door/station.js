// One event's door on this device, as far as it looks after itself: whether the server is there, the
// figures, the list, what waits for the server, the pass.
import { figuresIn, verdictIn } from "./answers.js";
import { get, getList, Refused, Unreachable } from "./calls.js";
import { now } from "./clock.js";
import { Line } from "./line.js";
import { listIn, readList } from "./list.js";
import { newPass } from "./passes.js";
import { countScans, keepDoor, keepList, keepSeen, listOf } from "./store.js";
import { upload } from "./uploads.js";

const BEAT = { changed: 700, online: 10_000, offline: 3000, ended: 30_000 };
const LIST_EVERY = 60_000;
const RENEW_BEFORE = 30 * 60_000;

export class Station {
  constructor(door) {
    this.door = door;
    this.listeners = new Set();
    this.list = null;
    this.listAsked = 0;
    this.line = new Line((online) => this.set({ online }));
    this.state = {
      online: this.line.online,
      waiting: 0,
      stuck: 0,
      conflicts: 0,
      listFrom: null,
      figures: null,
      verdict: null,
      last: null,
      busy: false,
      ended: false,
    };
  }

  subscribe = (listener) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  set(changes) {
    this.state = { ...this.state, ...changes };
    this.listeners.forEach((listener) => listener());
  }

  get path() {
    return `/events/${this.door.event}`;
  }

  /** Begin to work; ends with the answer's call. */
  start() {
    const kept = listOf(this.door.event).then((list) => list && this.useList(list));
    this.stopped = false;
    navigator.storage?.persist?.().catch(() => {}); // a full disk must not cost a scan
    this.ready = Promise.all([kept, this.count()]);
    const lost = () => this.line.lost();
    const seen = () => !document.hidden && this.beat();
    window.addEventListener("offline", lost);
    window.addEventListener("online", seen);
    document.addEventListener("visibilitychange", seen);
    this.beat();
    return () => {
      clearTimeout(this.timer);
      this.stopped = true;
      window.removeEventListener("offline", lost);
      window.removeEventListener("online", seen);
      document.removeEventListener("visibilitychange", seen);
    };
  }

  /** What this device knows of a ticket after a verdict; nothing if it says nothing new. */
  seenAfter({ result, ticket, first, at, offline }, { direction, gate, at: scannedAt }) {
    const moment = at ?? scannedAt;
    const seen = { event: this.door.event, ticket, at: moment, waiting: false };
    if (!ticket) return null;
    if (result === "ok") {
      return { ...seen, inside: direction === "in", admitted: true, since: moment, gate };
    }
    if (result !== "already_in" || offline) return null;
    return { ...seen, inside: true, admitted: true, since: first?.at ?? moment, gate: first?.gate ?? "" };
  }

  // -- what goes on by itself ------------------------------------------------------------------------

  beat = async () => {
    clearTimeout(this.timer);
    if (this.beating) return;
    this.beating = true;
    try {
      if (!document.hidden) await this.look();
    } catch (error) {
      this.failed(error);
    } finally {
      this.beating = false;
      if (!this.stopped) this.timer = setTimeout(this.beat, this.pause());
    }
  };

  pause() {
    const { ended, online } = this.state;
    if (ended) return BEAT.ended;
    if (!online) return BEAT.offline;
    return this.uploaded ? BEAT.changed : BEAT.online;
  }

  /** The figures have just changed. */
  hurry() {
    if (!this.line.online || this.beating) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(this.beat, BEAT.changed);
  }

  /** What the server fails at, or refuses, keeps none of the rest from being done. */
  async look() {
    await this.ready;
    let failure;
    for (const work of [this.readFigures, this.bringUp, this.freshenList, this.freshenPass]) {
      try {
        await work.call(this);
      } catch (error) {
        if (!error.isAboutThis) throw error;
        failure ??= error;
      }
    }
    if (failure) throw failure;
  }

  async readFigures() {
    const stats = await this.ask((pass) => get(`${this.path}/checkins/stats`, pass));
    this.line.worked();
    this.set({ figures: figuresIn(stats, now()), ended: false });
  }

  async bringUp() {
    const ask = (work) => this.ask(work);
    const { waiting } = this.state;
    try {
      if (waiting > this.state.stuck) {
        await upload(this.door.event, ask, (settled) => this.settle(settled));
      }
    } finally {
      await this.count();
      this.uploaded = this.state.waiting < waiting;
    }
  }

  /** What became of scans that waited. */
  async settle(settled) {
    let conflicts = 0;
    if (settled.length) this.line.worked();
    for (const { scan, answer } of settled) {
      this.tellMore(scan, answer);
      const { scanned_at: at, direction, gate } = scan.wire;
      const seen = this.seenAfter(verdictIn(answer) ?? {}, { at, direction, gate });
      if (seen) await keepSeen(seen);
      if (answer.conflict) conflicts += 1;
    }
    this.set({ conflicts: this.state.conflicts + conflicts });
  }

  /** The server knows more of the last scan than this device did: a name, and how to undo it. */
  tellMore(scan, answer) {
    const { last } = this.state;
    const [entry] = last?.entries ?? [];
    if (entry?.nonce !== scan.nonce || entry.id) return;
    const { id, ticket, name, number, of } = verdictIn(answer) ?? {};
    const entries = [{ ...entry, id, ticket: ticket ?? entry.ticket }];
    this.set({ last: { ...last, name, number, of, entries } });
  }

  async freshenList() {
    if (Date.now() - this.listAsked >= LIST_EVERY) await this.refreshList();
  }

  async refreshList() {
    const kept = await listOf(this.door.event);
    const ask = (pass) => getList(`${this.path}/snapshot`, pass, kept?.etag);
    const { said, etag, asOf } = await this.ask(ask);
    this.listAsked = Date.now();
    const list = said ? listIn(said, etag) : { ...kept, asOf: asOf ?? kept.asOf };
    await keepList(list);
    this.useList(list);
    if (said) await this.learn({ ...said.event, reentry: said.reentry });
  }

  useList(kept) {
    this.list = readList(kept);
    performance.mark("tickets-ready"); // for who measures: from here on this device can decide
    this.set({ listFrom: this.list.asOf });
  }

  /** What the event is called now, and when it is. */
  async learn(facts) {
    this.door = { ...this.door, facts: { ...this.door.facts, ...facts } };
    await keepDoor(this.door);
    this.set({});
  }

  async count() {
    this.set(await countScans(this.door.event));
  }

  // -- the pass --------------------------------------------------------------------------------------

  /** Do `work` with the pass, or with a new one if the old one is no longer any good. */
  async ask(work) {
    try {
      return await work(this.door.pass);
    } catch (error) {
      if (!(error instanceof Refused && error.locksOut)) throw error;
      if (await this.renew()) return work(this.door.pass);
      this.set({ ended: true });
      throw error;
    }
  }

  async freshenPass() {
    if (Date.parse(this.door.expires) - now() < RENEW_BEFORE) await this.renew();
  }

  /** A new pass for who is signed in on this device; says whether there is one. */
  async renew() {
    try {
      this.door = { ...this.door, ...(await newPass(this.door.event)) };
      await keepDoor(this.door);
      return true;
    } catch (error) {
      if (error instanceof Refused) return false;
      throw error;
    }
  }

  failed(error) {
    if (error instanceof Unreachable) this.line.failed(error);
    else if (!(error instanceof Refused)) console.error(error);
  }
}
