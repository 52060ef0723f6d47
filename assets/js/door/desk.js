// One event's door on this device: what is scanned comes to a verdict, from the server where it can be
// asked, else here; what the server does not know yet waits in the store until it does.
import { figuresIn, personIn, verdictIn, wireOf } from "./answers.js";
import { get, getList, post, Refused, Unreachable } from "./calls.js";
import { now, nowText } from "./clock.js";
import { hex, LONGEST } from "./codes.js";
import { gate } from "./gate.js";
import { judge } from "./judge.js";
import { Line } from "./line.js";
import { listIn, readList } from "./list.js";
import { newPass } from "./passes.js";
import {
  countScans,
  forgetScans,
  keepDoor,
  keepList,
  keepScan,
  keepSeen,
  listOf,
  scansOf,
  seenOf,
} from "./store.js";
import { upload } from "./uploads.js";

const BEAT = { online: 10_000, offline: 3000, ended: 30_000 };
const LIST_EVERY = 60_000;
const RENEW_BEFORE = 30 * 60_000;

export class Desk {
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

  // -- scanning ------------------------------------------------------------------------------------

  /** Bring a code to a verdict. One at a time: what comes meanwhile is not looked at. */
  async scan(code, { direction = "in", overridden = false } = {}) {
    if (this.state.busy || this.state.ended) return;
    this.set({ busy: true });
    const at = nowText();
    const text = code.trim().slice(0, LONGEST);
    const scan = { code: text, nonce: nonce(), gate: gate(), direction, at, overridden };
    try {
      const verdict = (await this.askServer(scan)) ?? (await this.decideHere(scan));
      const entry = { id: verdict.id, ticket: verdict.ticket, nonce: scan.nonce };
      this.show({ ...verdict, code, direction, at: verdict.at ?? at, entries: [entry] });
    } catch {
      this.show({ result: "unclear", code, direction, at });
    } finally {
      this.set({ busy: false });
    }
  }

  show(verdict) {
    this.set({ verdict, last: verdict.result === "stale" ? this.state.last : verdict });
  }

  /** The verdict on the screen was seen. */
  next = () => this.set({ verdict: null });

  async askServer(scan) {
    if (!this.line.online) return null;
    try {
      const send = (pass) => post(`${this.path}/checkins`, pass, wireOf(scan));
      const verdict = verdictIn(await this.ask(send));
      if (!verdict) throw new Unreachable();
      this.line.worked();
      const seen = this.seenAfter(verdict, scan);
      if (seen) await keepSeen(seen).catch(() => {}); // the server has it
      return verdict;
    } catch (error) {
      this.failed(error);
      return error instanceof Refused ? { result: "unclear", problem: error.message } : null;
    }
  }

  async decideHere(scan) {
    await this.ready;
    const { event } = this.door;
    const found = await judge(scan, {
      list: this.list,
      at: Date.parse(scan.at),
      seenOf: (ticket) => seenOf(event, ticket),
    });
    const verdict = { ...found, offline: true, since: this.state.listFrom };
    if (verdict.result === "stale") return verdict; // nothing happened yet
    const told = verdict.result === "no_list" ? {} : { shown: verdict.result };
    const wire = wireOf(scan, { mode: "upload", overridden: scan.overridden, ...told });
    const seen = this.seenAfter(verdict, scan);
    await keepScan({ event, nonce: scan.nonce, wire }, seen && { ...seen, waiting: true });
    await this.count();
    return verdict;
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

  // -- what is done by hand --------------------------------------------------------------------------

  async search(words) {
    const path = `${this.path}/attendees?q=${encodeURIComponent(words)}`;
    return (await this.ask((pass) => get(path, pass))).items.map(personIn);
  }

  /** Let in tickets that were found by name, or the rest of a group. It takes the server. */
  async admit(tickets) {
    if (this.state.busy || this.state.ended) return;
    this.set({ busy: true });
    const [key, at] = [nonce(), nowText()];
    const body = { ticket_ids: tickets, nonce: key, gate: gate() };
    try {
      const { results } = await this.ask((pass) => post(`${this.path}/checkins/admit`, pass, body));
      const verdicts = results.map(verdictIn);
      for (const verdict of verdicts) {
        const seen = this.seenAfter(verdict, { direction: "in", gate: gate(), at });
        if (seen) await keepSeen(seen);
      }
      const refused = verdicts.find(({ result }) => result !== "ok");
      const admitted = verdicts.filter(({ result }) => result === "ok");
      const group = admitted.length > 1 ? { group: admitted.length, notIn: [] } : {};
      const entries = admitted.map(({ id, ticket }) => ({ id, ticket }));
      this.show({ ...(refused ?? { ...verdicts[0], ...group }), direction: "in", at, entries });
    } catch (error) {
      this.failed(error);
      this.show({ result: "unclear", direction: "in", at });
    } finally {
      this.set({ busy: false });
    }
  }

  /** Take the last scan back; without the server that waits like a scan. */
  async undo() {
    const { last } = this.state;
    if (last?.result !== "ok" || last.undone) return;
    try {
      for (const entry of last.entries) await this.takeBack(entry, last);
      this.set({ last: { ...last, undone: true } });
    } catch (error) {
      this.set({ last: { ...last, problem: error.message } });
    }
  }

  async takeBack({ id, ticket, nonce: undoes }, { direction }) {
    const moment = nowText();
    const facts = { event: this.door.event, ticket, since: moment, gate: "", at: moment };
    if (id && this.line.online) {
      try {
        const { inside } = await this.ask((pass) => post(`/checkins/${id}/undo`, pass, {}));
        return await keepSeen({ ...facts, inside, admitted: inside, waiting: false });
      } catch (error) {
        this.failed(error);
        if (error instanceof Refused) throw error;
      }
    }
    const inside = direction === "out";
    const undo = { event: this.door.event, nonce: nonce(), undoes: undoes ?? id, id };
    await keepScan(undo, { ...facts, inside, admitted: inside, waiting: true });
    await this.count();
  }

  /** What the server would not take. */
  async stuck() {
    return (await scansOf(this.door.event)).filter(({ refused }) => refused);
  }

  async letGo(number) {
    await forgetScans([number]);
    await this.count();
    return this.stuck();
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
      const pause = this.state.ended ? BEAT.ended : this.line.online ? BEAT.online : BEAT.offline;
      if (!this.stopped) this.timer = setTimeout(this.beat, pause);
    }
  };

  async look() {
    await this.ready;
    const stats = await this.ask((pass) => get(`${this.path}/checkins/stats`, pass));
    this.line.worked();
    this.set({ figures: figuresIn(stats, now()), ended: false });
    await this.bringUp();
    if (Date.now() - this.listAsked >= LIST_EVERY) await this.refreshList();
    if (Date.parse(this.door.expires) - now() < RENEW_BEFORE) await this.renew();
  }

  async bringUp() {
    if (this.state.waiting) {
      const ask = (work) => this.ask(work);
      await upload(this.door.event, ask, (settled) => this.settle(settled));
    }
    await this.count();
  }

  /** What became of scans that waited. */
  async settle(settled) {
    let conflicts = 0;
    for (const { scan, answer } of settled) {
      const { scanned_at: at, direction, gate } = scan.wire;
      const seen = this.seenAfter(verdictIn(answer) ?? {}, { at, direction, gate });
      if (seen) await keepSeen(seen);
      if (answer.conflict) conflicts += 1;
    }
    this.set({ conflicts: this.state.conflicts + conflicts });
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

function nonce() {
  return hex(crypto.getRandomValues(new Uint8Array(16)));
}
