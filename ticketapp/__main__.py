"""`python -m ticketapp` is the same as `ticketapp`."""

from ticketapp.cli import main

main()
