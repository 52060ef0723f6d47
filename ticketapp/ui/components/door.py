"""The door's one component, and all that it says; see `assets/js/door`.

It works without a connection, so it gets its words in English and looks them up itself.
"""

import reflex as rx

from ticketapp.core.i18n import N_


class Door(rx.Component):
    library = "$/public/js/door/door.js"
    tag = "Door"
    # Their versions are pinned here, their hashes in reflex.lock.
    lib_dependencies: list[str] = [  # noqa: RUF012 - Reflex reads it from the class
        "zxing-wasm@3.1.4",
        "@noble/ed25519@3.2.0",
        "idb@8.0.4",
    ]

    words: rx.Var[dict[str, str]]
    access: rx.Var[str]
    events: rx.Var[list[dict[str, str]]]


WORDS = {
    # Which event
    "door": N_("Door"),
    "today": N_("Today"),
    "later": N_("Later"),
    "soon": N_("Coming up"),
    "unsent": N_("Not uploaded yet"),
    "gate": N_("Gate"),
    "gate_example": N_("Main entrance"),
    "gate_help": N_("Where this device stands. It is noted with every scan."),
    "kept_here": N_("This device has a pass for:"),
    "no_events": N_("No events to scan for. An admin says at which doors you work."),
    "problem_pass": N_("This pass does not work any more. Ask for a new one."),
    "problem_refused": N_("You can’t scan for this event."),
    "problem_unreachable": N_("The server can’t be reached. Try again when there is a network."),
    # All the time
    "leave": N_("Other event"),
    "inside": N_("Inside"),
    "expected": N_("Expected"),
    "per_minute": N_("A minute"),
    "offline": N_("Offline"),
    "to_upload": N_("To upload: {count}"),
    "list_from": N_("List from {time}"),
    "conflicts": N_("Let in twice: {count}"),
    "stuck": N_("Not accepted: {count}"),
    "nothing_yet": N_("The last scan will stand here."),
    "direction": N_("Direction"),
    "going_in": N_("In"),
    "going_out": N_("Out"),
    # The camera
    "camera": N_("Camera"),
    "camera_starts": N_("Starting the camera …"),
    "checking": N_("Checking …"),
    "hold_still": N_("Hold the code into the frame"),
    "light": N_("Light"),
    "other_camera": N_("Other camera"),
    "try_again": N_("Try again"),
    "camera_denied": N_("The camera is not allowed"),
    "camera_denied_what": N_(
        "Allow it for this site in the browser’s settings. Codes can be typed, too."
    ),
    "camera_none": N_("There is no camera"),
    "camera_none_what": N_("Type the codes, or use a scanner that types them."),
    "camera_insecure": N_("No camera without https"),
    "camera_insecure_what": N_(
        "Browsers only give the camera to safe addresses. Codes can be typed."
    ),
    "camera_failed": N_("The camera does not start"),
    "camera_failed_what": N_("Perhaps another app is using it. Codes can be typed, too."),
    # Verdicts
    "ok": N_("Come in"),
    "out": N_("Goodbye"),
    "already_in": N_("Already in"),
    "void": N_("Not valid any more"),
    "wrong_event": N_("Wrong event"),
    "not_open": N_("Doors closed"),
    "over": N_("Event over"),
    "invalid": N_("Not a ticket"),
    "not_inside": N_("Not inside"),
    "stale": N_("List too old"),
    "no_list": N_("Can’t be checked"),
    "unclear": N_("Try again"),
    "ticket_of": N_("Ticket {number} of {of}"),
    "first_at": N_("In since {time}"),
    "first_gate": N_("Gate: {gate}"),
    "first_by": N_("Let in by {name}"),
    "first_here": N_("On this device"),
    "first_before": N_("Before {time}"),
    "is_for": N_("It is for {event}."),
    "opens": N_("They open {time}."),
    "ended": N_("It ended {time}."),
    "stale_what": N_("Whether this ticket is still valid is not known. Admitting it is noted."),
    "no_list_what": N_("This device has no list of the tickets. Connect it once."),
    "unclear_what": N_("This scan came to no verdict."),
    "decided_here": N_("Checked offline"),
    "refuse": N_("Don’t admit"),
    "admit_anyway": N_("Admit anyway"),
    # By hand
    "type_code": N_("Type code"),
    "code": N_("Code on the ticket"),
    "code_help": N_("Twelve characters. Dashes and capitals don’t matter."),
    "mistyped": N_("One of these characters is wrong."),
    "wrong_length": N_("A code has twelve characters."),
    "check_code": N_("Check"),
    "search": N_("Search"),
    "search_what": N_("Name, e-mail or code"),
    "search_help": N_("Two characters are enough to begin."),
    "search_offline": N_("Searching needs the server. This device keeps no names."),
    "search_failed": N_("The search came to nothing. Try again."),
    "nobody": N_("Nobody fits."),
    "admit": N_("Admit"),
    "close": N_("Close"),
    "undo": N_("Undo"),
    "undone": N_("Taken back"),
    "was_in": N_("Was inside"),
    "group": N_("{count} tickets"),
    "admit_rest": N_("Admit the other {count}"),
    "stuck_title": N_("Not accepted"),
    "stuck_what": N_("The server did not accept these. Note them down before you let them go."),
    "stuck_none": N_("Nothing is left here."),
    "scan": N_("Scan"),
    "unknown_scan": N_("The scan that it takes back was not accepted."),
    "let_go": N_("Let go"),
    "let_go_sure": N_("Let go for good"),
    # The pass
    "pass_ended": N_("This pass has ended"),
    "pass_ended_what": N_("Sign in, or ask for a new pass, to go on scanning."),
    "kept_waiting": N_("Scans kept on this device: {count}"),
    "sign_in": N_("Sign in"),
}
