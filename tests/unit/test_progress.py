"""The bar names percent, frames, speed and time left."""

from rich.progress import Progress

from posture.progress import RunBars, describe_state


def state(description: str, done: float, total: float, seconds: float) -> str:
    """Describe a bar that has moved evenly for some seconds."""
    now = [0.0]
    bars = Progress(get_time=lambda: now[0], disable=True)
    name = bars.add_task(description, total=total)
    for step in range(11):
        now[0] = step * seconds / 10
        bars.update(name, completed=done * step / 10)
    return describe_state(bars.tasks[0])


def test_frames_speed_and_time_left():
    said = state("Finding the runner", 720, 1800, 20.0)
    assert said == "40 %, 720 of 1,800 frames, 36 frames/s, 0:30 left"


def test_a_model_is_counted_in_megabytes():
    said = state("Fetching the heavy model", 15e6, 30e6, 10.0)
    assert said == "50 %, 15.0 of 30.0 MB, 1.5 MB/s, 0:10 left"


def test_before_anything_moved_there_is_no_speed():
    bars = Progress(disable=True)
    bars.add_task("Finding the runner", total=100)
    assert describe_state(bars.tasks[0]) == "0 %, 0 of 100 frames"


def test_many_runs_have_a_bar_each_and_one_for_all():
    with RunBars() as bars:
        bars.move("anna", "Detecting", 30, 120)
        bars.move("bert", "Detecting", 10, 100)
        bars.move("anna", "Drawing the clip", 60, 120)
        bars.end("anna", 1, 2)
        bars.end("never seen", 2, 2)
        said = {task.description: describe_state(task) for task in bars._bars.tasks}
    assert set(said) == {"bert: Detecting", RunBars.ALL}
    assert said[RunBars.ALL].startswith("100 %, 2 of 2")
    assert "10 of 100 frames" in said["bert: Detecting"]


def test_brackets_in_the_name_of_a_run_are_shown(capsys):
    with RunBars() as bars:
        bars.move("[/a] [red]\x1b[31m", "Detecting", 1, 2)
        (task,) = bars._bars.tasks
        shown = [column(task) for column in bars._bars.columns[:1]]
    assert str(shown[0]) == r"[/a] [red]\x1b[31m: Detecting"
