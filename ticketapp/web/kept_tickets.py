"""The tickets of a booking as one page that needs nothing else: what a device keeps of them.

It holds its own style, drawings and few lines of script, so that it can't be out of step with
anything. The device shows it when the real page can't be reached (docs/adr).
"""

import html
from datetime import datetime, timedelta
from string import Template
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from starlette.responses import HTMLResponse

from ticketapp.bookings.errors import NoTickets
from ticketapp.bookings.models import BookingNow, Ticket
from ticketapp.core.actor import Origin
from ticketapp.core.context import Context
from ticketapp.core.i18n import N_, translate
from ticketapp.tickets.codes import grouped
from ticketapp.tickets.qr import drawing_of
from ticketapp.tickets.tokens import TicketSigner, signer_for
from ticketapp.web.event_heads import when
from ticketapp.web.inline_scripts import inline_script_hashes

# When a device may throw the copy away, in milliseconds since 1970.
KEEP_UNTIL = "X-Keep-Until"
_AFTER_THE_END = timedelta(hours=12)
_NOTHING_ELSE = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "connect-src 'self'; form-action 'none'; frame-ancestors 'none'; script-src"
)


def kept_page(ctx: Context, now: BookingNow, origin: Origin) -> HTMLResponse:
    """The valid tickets of the booking; refuses (`NoTickets`) where there are none."""
    booking, event, locale = now.booking, now.event, origin.locale
    signer = signer_for(ctx.settings)
    tickets = [_ticket(now, ticket, signer, origin) for ticket in booking.valid_tickets]
    if not tickets:
        raise NoTickets
    zone = ZoneInfo(event.timezone)
    as_of = _moment(ctx.clock.now().astimezone(zone), origin.variety)
    text = _PAGE.substitute(
        lang=locale,
        title=html.escape(event.name),
        when=html.escape(when(event, origin.variety)),
        place=html.escape(event.location),
        tickets="".join(tickets),
        kept=html.escape(translate(_KEPT, locale, moment=as_of)),
        again=html.escape(translate(_AGAIN, locale)),
        reference=html.escape(f"{translate(_BOOKING, locale)} {booking.reference}"),
    )
    scripts = " ".join(f"'{digest}'" for digest in inline_script_hashes(text))
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Language": locale,
        "Content-Security-Policy": f"{_NOTHING_ELSE} {scripts}",
        "X-Robots-Tag": "noindex",
        KEEP_UNTIL: str(_milliseconds(event.ends_at + _AFTER_THE_END)),
    }
    return HTMLResponse(text, headers=headers)


def _ticket(now: BookingNow, ticket: Ticket, signer: TicketSigner, origin: Origin) -> str:
    event, zone = now.event, ZoneInfo(now.event.timezone)
    width, lines = drawing_of(signer.token(event.id, ticket.id, ticket.version))
    used = ""
    if ticket.checked_in_at:
        moment = _moment(ticket.checked_in_at.astimezone(zone), origin.variety)
        used = f"<p class=used>{html.escape(translate(_USED, origin.locale, moment=moment))}</p>"
    starts_at = event.starts_at.astimezone(zone)
    code = grouped(ticket.code)
    return _TICKET.substitute(
        label=html.escape(translate(_QR, origin.locale, code=code)),
        width=width,
        lines=lines,
        code=code,
        holder=html.escape(ticket.holder.name),
        used=used,
        weekday=html.escape(format_date(starts_at, "EEEE", locale=origin.variety)),
        day=starts_at.day,
        month=html.escape(format_date(starts_at, "LLLL", locale=origin.variety)),
    )


def _moment(at: datetime, variety: str) -> str:
    """With the month by its name: which number is the day differs between countries."""
    day = format_date(at, "medium", locale=variety)
    return f"{day}, {format_time(at, 'short', locale=variety)}"


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


_KEPT = N_("No connection. This copy of your tickets was kept on this device on {moment}.")
_AGAIN = N_("Load it again")
_BOOKING = N_("Booking")
_USED = N_("Used {moment}")
_QR = N_("QR code of ticket {code}")
_TICKET = Template("""<li><article>
<div class=qr><svg viewBox="0 0 $width $width" role="img" aria-label="$label"
 shape-rendering="crispEdges"><path d="$lines" stroke="#000" fill="none"/></svg></div>
<p class=code>$code</p>
<p class=holder><bdi>$holder</bdi></p>
$used
<p class=date><span>$weekday</span> <strong>$day</strong> <span>$month</span></p>
</article></li>
""")
_PAGE = Template("""<!DOCTYPE html>
<html lang="$lang">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>$title</title>
<style>
:root { color-scheme: light dark; --paper: light-dark(#f7f2e8, #0d0e12);
  --sheet: light-dark(#fffdf8, #17181e); --ink: light-dark(#14141a, #f4eee2);
  --soft: light-dark(#5c584f, #a9a398); --edge: light-dark(#cfc6b4, #3a3b46); }
* { box-sizing: border-box; margin: 0; }
body { min-height: 100vh; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.5 Archivo, system-ui, sans-serif; }
main { max-width: 34rem; margin: 0 auto; padding: 1.25rem; display: grid; gap: 1rem;
  grid-template-columns: minmax(0, 1fr); }
.note { padding: .75rem 1rem; border-inline-start: 4px solid light-dark(#8a5200, #f2b33d);
  border-radius: 4px .625rem .625rem 4px; background: light-dark(#fbebc8, #35270a);
  font-size: .9375rem; font-weight: 500; }
a { color: inherit; display: inline-block; padding-block: .4rem; }
h1 { font-size: 1.625rem; line-height: 1.05; letter-spacing: -.02em; overflow-wrap: anywhere; }
.where, .reference { color: var(--soft); font-size: .9375rem; }
ul { list-style: none; display: grid; grid-auto-flow: column; grid-auto-columns: 100%; padding: 0;
  overflow-x: auto; scroll-snap-type: x mandatory; gap: 1rem; border-radius: 1rem; }
ul:has(li + li) { grid-auto-columns: 92%; }
li { scroll-snap-align: center; scroll-snap-stop: always; }
article { display: grid; justify-items: center; gap: .5rem; padding: 1rem; text-align: center;
  border: 1px solid var(--edge); border-radius: 1rem; background: var(--sheet); }
.qr { width: min(100%, 20rem); padding: .25rem; border-radius: .625rem; background: #fff; }
.qr svg { display: block; width: 100%; }
.code { font: 600 1.0625rem ui-monospace, "Liberation Mono", monospace; letter-spacing: .04em; }
.holder { font-weight: 600; overflow-wrap: anywhere; max-width: 100%; }
.used { padding: .2rem .6rem; border-radius: 99rem; background: light-dark(#fbebc8, #35270a);
  color: light-dark(#8a5200, #f2b33d); font-size: .8125rem; font-weight: 650; }
.date { width: 100%; margin-top: .5rem; padding-top: .75rem; border-top: 2px dashed var(--edge); }
.date strong { font-size: 2rem; line-height: 1; vertical-align: -.12em; }
</style>
</head>
<body>
<main>
<p class=note role="status">$kept <a href="">$again</a></p>
<h1>$title</h1>
<p class=where>$when<br>$place</p>
<ul tabindex="0" aria-label="$title">
$tickets</ul>
<p class=reference>$reference</p>
</main>
<script>
const back = async (tries) => {
  try {
    await fetch("/livez", { cache: "no-store" });
    location.reload();
  } catch {
    if (tries) setTimeout(back, 2000, tries - 1);
  }
};
addEventListener("online", () => back(10));
setInterval(back, 20000, 0);
const hold = () => document.visibilityState === "visible" &&
  navigator.wakeLock?.request("screen").catch(() => {});
document.addEventListener("visibilitychange", hold);
hold();
</script>
</body>
</html>
""")
