"""How a Hypothesis state machine runs on the real database, the same way each time."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

PATIENCE = 30
Run = Callable[[Coroutine[Any, Any, Any]], Any]


async def run_machine(
    make: Callable[[Run], type[RuleBasedStateMachine]], *, examples: int, steps: int
) -> None:
    """Try the machine in a thread of its own; what its rules `run` is awaited in this loop."""
    loop = asyncio.get_running_loop()

    def run(doing: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(doing, loop).result(PATIENCE)

    patience = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    await asyncio.to_thread(run_state_machine_as_test, make(run), settings=patience)
