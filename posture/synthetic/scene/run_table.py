"""How somebody runs in a scene, from the table ``run`` of its file."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from posture.synthetic.bodies.library import Body
from posture.synthetic.motion.fitted_plan import fit_plan_to_body
from posture.synthetic.motion.plan import RANGES, Drift, Plan, sample_plan
from posture.synthetic.scene.toml_tables import build_dataclass, check_keys, check_values

#: The run begins this long before the film and ends as long after it, seconds.
LEAD_S = 1.0


@dataclass(frozen=True)
class _HeldPosture:
    """Posture of a runner in addition to the plan, see `fitted_plan.fit_plan_to_body`."""

    tilt_deg: float = 0.0
    rounding_deg: float = 0.0


def read_plan(table: object, body: Body, seed: int, duration_s: float, what: str = "run") -> Plan:
    """Make the plan of a run of a table; what it leaves out is drawn from the seed.

    Parameters
    ----------
    table
        What TOML says.
    body, seed, duration_s
        Who runs, of what is drawn, and the length of the film.
    what
        Name of the table, for messages.

    Raises
    ------
    UsageError
        A key or a value does not fit.
    """
    beside = _names(_HeldPosture)
    run = dict(check_keys(table, _names(Plan) - {"seed", "duration_s"} | beside, what))
    how = build_dataclass(_HeldPosture, {name: run.pop(name) for name in beside & set(run)}, what)
    drifts = check_keys(run.pop("drifts", {}), set(RANGES), f"{what}.drifts")
    run["drifts"] = {
        name: build_dataclass(Drift, d, f"{what}.drifts.{name}") for name, d in drifts.items()
    }
    given = check_values(Plan, run, what)
    plan = sample_plan(seed, duration_s, **given)
    suited = fit_plan_to_body(body, plan, tilt_deg=how.tilt_deg, rounding_deg=how.rounding_deg)
    fixed = {"pelvic_tilt_deg", "lumbar_lordosis_deg"} & set(given)
    return replace(suited, **{name: given[name] for name in fixed})


def add_lead(plan: Plan) -> Plan:
    """Return a run with its lead before and after the film.

    Time 0 is then `LEAD_S` before the film.
    """

    def later(drift: Drift) -> Drift:
        end = drift.end_s
        if end is None and drift.shape in ("linear", "late"):
            end = plan.duration_s  # with the film, not with the run that goes on behind it
        end = None if end is None else end + LEAD_S
        return replace(drift, start_s=drift.start_s + LEAD_S, end_s=end)

    drifts = {name: later(drift) for name, drift in plan.drifts.items()}
    return replace(plan, duration_s=plan.duration_s + 2 * LEAD_S, drifts=drifts)


def _names(kind: type[Any]) -> set[str]:
    return {f.name for f in fields(kind)}
