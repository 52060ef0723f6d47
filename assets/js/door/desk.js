// What is scanned and done by hand comes to a verdict, from the server where it can be asked, else here;
// what the server does not know yet waits in the store until it does.
import { personIn, verdictIn, wireOf } from "./answers.js";
import { get, post, Refused, Unreachable } from "./calls.js";
import { nowText } from "./clock.js";
import { hex, LONGEST } from "./codes.js";
import { gate } from "./gate.js";
import { judge } from "./judge.js";
import { Station } from "./station.js";
import { changeScan, forgetScans, keepScan, keepSeen, scanOf, scansOf, seenOf } from "./store.js";

export class Desk extends Station {
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
    this.hurry();
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
    const undo = { event: this.door.event, nonce: nonce(), undoes: undoes ?? id, id, ticket, at: moment };
    await keepScan(undo, { ...facts, inside, admitted: inside, waiting: true });
    await this.count();
  }

  /** What the server would not take. */
  async stuck() {
    return (await scansOf(this.door.event)).filter(({ refused }) => refused);
  }

  /** Offer it to the server once more, as if it were new. */
  async again({ number }) {
    const kept = await scanOf(number); // it may know more by now than what was shown
    if (kept) {
      const { refused, problem, tries, ...scan } = kept;
      await changeScan(scan);
    }
    await this.count();
    this.beat();
  }

  async letGo({ number }) {
    await forgetScans([number]);
    await this.count();
  }
}

function nonce() {
  return hex(crypto.getRandomValues(new Uint8Array(16)));
}
