"""Processes to be killed, forked from one that has imported all they need."""

import multiprocessing

forked = multiprocessing.get_context("forkserver")
forked.set_forkserver_preload(["tests.builders.flusher", "tests.drivers.api_process"])
