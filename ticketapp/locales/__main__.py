"""``python -m ticketapp.locales``: bring every language's catalogue up to date with the code."""

import sys

from ticketapp.locales.messages import out_of_date, update

if __name__ == "__main__":
    if sys.argv[1:] == ["check"]:
        late = out_of_date()
        for path in late:
            sys.stderr.write(f"{path} does not match the code: run python -m ticketapp.locales\n")
        sys.exit(1 if late else 0)
    update()
