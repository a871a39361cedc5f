"""The verification of a rewrite, step by step: both built, compared, run and timed."""

from __future__ import annotations

import copy
import time
from functools import partial

from dockerlint.measure.build import Builds, Request
from dockerlint.measure.errors import BuildError
from dockerlint.measure.measurement import Measurement
from dockerlint.measure.rebuild import after_change, choose, seconds_of
from dockerlint.verify import verdict as names
from dockerlint.verify.behaviour import Trial, compare_smoke, compare_starts
from dockerlint.verify.configuration import Named, configuration_differences
from dockerlint.verify.containers import Containers
from dockerlint.verify.files import file_differences
from dockerlint.verify.smoke import Smoke
from dockerlint.verify.verdict import FAILED, PASSED, SKIPPED, Step, Verdict, Weight

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, Final

    from dockerlint.context import Context
    from dockerlint.measure.build import Built, Listener
    from dockerlint.measure.engine import Engine

REBUILDS: Final = 3
# A rewrite is no gain that saves less, and no loss that costs less: builds on one machine differ by so much.
_NOISE_SECONDS: Final = 1.0
_NOISE_SHARE: Final = 0.3


class Options:
    """How is built and compared. `listener` is told of steps, logs and `phase`s."""

    __slots__ = (
        "after_files",
        "allowed",
        "artifacts",
        "build_args",
        "builder",
        "edit",
        "is_cold",
        "listener",
        "network",
        "platform",
        "rebuilds",
        "secrets",
        "stated",
        "target",
        "timeout",
    )

    def __init__(self) -> None:
        self.target: str | None = None
        self.build_args: Mapping[str, str] = {}
        self.network: str | None = None
        self.platform: str | None = None
        self.builder = "auto"
        self.secrets: Sequence[str] = ()
        self.timeout: float | None = None  # seconds of a build
        self.is_cold = True  # build without cache, so that the times of building are worth something
        self.allowed: Mapping[
            str, str
        ] = {}  # settings that may differ, with the reason: `Env PATH`, `Labels x`, `User`
        self.stated: Mapping[str, str] = {}  # paths that may differ, with the reason
        self.artifacts: Sequence[str] = ()  # paths that both images must have
        self.after_files: Mapping[
            str, str
        ] = {}  # what the rewrite writes beside the Dockerfile, by path in the context
        self.edit: str | None = None  # the file that rebuilds change; the smoke test's, or the main source
        self.rebuilds = REBUILDS  # 0: none
        self.listener: Listener = lambda *_: None


def verify(
    before_text: str,
    after_text: str,
    path: str,
    context: Context | None,
    engine: Engine,
    smoke: Smoke | None = None,
    options: Options | None = None,
) -> Verdict:
    """Verify that a Dockerfile's rewrite does what the original does.

    Images and containers are gone when this returns or raises. Raises EngineError for an engine that ends or refuses;
    a build or a container that fails is a failed step.
    """
    options = options or Options()
    with Builds(engine, options.listener) as builds:
        run = _Verification(before_text, after_text, path, context, engine, smoke or Smoke(), options, builds)
        return run.verdict()


class _Verification:
    def __init__(
        self,
        before_text: str,
        after_text: str,
        path: str,
        context: Context | None,
        engine: Engine,
        smoke: Smoke,
        options: Options,
        builds: Builds,
    ) -> None:
        self._texts = (before_text, after_text)
        self._path = path
        after_context = context
        if context is not None and options.after_files:
            after_context = copy.copy(context)
            shown = {name: data.decode("utf-8", "surrogateescape") for name, data in context.shown.items()}
            after_context.show({**shown, **options.after_files})
        self._contexts = (context, after_context)
        self._engine = engine
        self._smoke = smoke
        self._options = options
        self._builds = builds
        self._images: list[str] = []
        self._verdict = Verdict()
        self._verdict.smoke = str(smoke)

    def verdict(self) -> Verdict:
        """Go through the steps; what cannot be done without one that failed is skipped."""
        found = self._verdict
        measured = []
        for at, name in enumerate((names.BUILD_ORIGINAL, names.BUILD_REWRITE)):
            image = self._timed(name, partial(self._built, at, name))
            if image is None:
                found.complete("the original does not build" if at == 0 else "the rewrite does not build")
                return found
            measured.append(image)
        self._step(names.CONFIGURATION, partial(self._configuration, *measured))
        self._step(names.FILES, partial(self._files, *measured))
        with Containers(self._engine, self._images[0]) as containers:
            trials = [
                Trial(containers, image, one.settings, self._smoke)
                for image, one in zip(self._images, measured, strict=True)
            ]
            self._step(names.START, lambda: compare_starts(*trials))
            if self._smoke.is_empty:
                found.steps.append(Step(names.SMOKE, SKIPPED, "no smoke test is given"))
            else:
                self._step(names.SMOKE, lambda: compare_smoke(trials[0], trials[1], self._smoke))
        measured.clear()  # from here on only figures are needed
        if found.failures:
            found.complete("a step before it failed")
            return found
        self._step(names.REBUILD, self._rebuild)
        self._step(names.GAIN, self._gain)
        return found

    def _timed(self, name: str, work: Callable[[], Any]) -> Any:  # noqa: ANN401  # what the work returns
        self._options.listener("phase", name)
        begin = time.monotonic()
        try:
            return work()
        finally:
            if self._verdict.steps:
                self._verdict.steps[-1].seconds = time.monotonic() - begin

    def _step(self, name: str, work: Callable[[], Step]) -> None:
        def add() -> None:
            self._verdict.steps.append(work())

        self._timed(name, add)

    def _request(self, at: int, context: Context | None, *, is_cold: bool) -> Request:
        options = self._options
        request = Request(self._texts[at], self._path, context)
        # The rewrite keeps the name of a stage that is a target, or it is not built.
        request.target = options.target
        request.build_args = options.build_args
        request.network = options.network
        request.platform = options.platform
        request.builder = options.builder
        request.secrets = options.secrets
        request.timeout = options.timeout
        request.no_cache = is_cold
        return request

    def _built(self, at: int, name: str) -> Measurement | None:
        verdict = self._verdict
        try:
            built = self._builds.build(self._request(at, self._contexts[at], is_cold=self._options.is_cold))
        except BuildError as error:
            verdict.steps.append(Step(name, FAILED, str(error), log=error.log))
            return None
        image = self._weighed(built)
        weight = Weight(image.bytes, image.merged_bytes, len(image.layers), built.seconds)
        if at == 0:
            verdict.before = weight
        else:
            verdict.after = weight
        self._images.append(built.image)
        verdict.notes += [note for note in built.notes if note not in verdict.notes]
        reason = f"{weight.bytes / 1e6:.1f} MB in {weight.layers} layers, built in {built.seconds:.1f} s"
        verdict.steps.append(Step(name, PASSED, reason))
        return image

    def _weighed(self, built: Built) -> Measurement:
        return Measurement(self._engine.image(built.image), built.image, built.stage)

    def _configuration(self, before: Measurement, after: Measurement) -> Step:
        options = self._options
        named = (
            Named(self._texts[0], options.target, options.build_args),
            Named(self._texts[1], options.target, options.build_args),
        )
        wrong, right = configuration_differences(before.image.config, after.image.config, named, options.allowed)
        if wrong:
            return Step(names.CONFIGURATION, FAILED, wrong[0], [*wrong, *right])
        return Step(names.CONFIGURATION, PASSED, f"the same{f', but for {len(right)} allowed' if right else ''}", right)

    def _files(self, before: Measurement, after: Measurement) -> Step:
        options = self._options
        found = file_differences(before, after, options.artifacts, options.stated)
        if any("content" in wrong for _, wrong in found.wrong):
            # Whatever differs between two builds of the original means nothing.
            by_itself = self._differs_by_itself(before, [path for path, wrong in found.wrong if wrong == "content"])
            found.wrong = [(path, wrong) for path, wrong in found.wrong if path not in by_itself]
            found.left_out |= dict.fromkeys(by_itself, "differs between two builds of the original")
        details = [f"{path}: {wrong}" for path, wrong in found.wrong]
        if found.wrong:
            return Step(names.FILES, FAILED, f"{len(found.wrong)} differ, first {details[0]}", details)
        parts = [f"{found.compared} compared"]
        for paths, word in (
            (found.built, "programs with other bytes"),
            (found.added, "of the rewrite alone"),
            (found.left_behind, "left behind"),
        ):
            if paths:
                parts.append(f"{len(paths)} {word}")
                details.append(f"{word}: {', '.join(paths[:8])}{', …' if len(paths) > 8 else ''}")
        return Step(names.FILES, PASSED, ", ".join(parts), details)

    def _differs_by_itself(self, before: Measurement, paths: Sequence[str]) -> list[str]:
        if not paths:
            return []
        try:
            again = self._weighed(self._builds.build(self._request(0, self._contexts[0], is_cold=True)))
        except BuildError:
            return []
        found = []
        for path in paths:
            one, other = before.merged.find(path.strip("/")), again.merged.find(path.strip("/"))
            if one is not None and other is not None and one.digest != other.digest:
                found.append(path)
        return found

    def _rebuild(self) -> Step:
        verdict, options = self._verdict, self._options
        if not options.rebuilds:
            return Step(names.REBUILD, SKIPPED, "not asked for")
        path = self._edited()
        if path is None:
            return Step(names.REBUILD, SKIPPED, "no source is known that could be edited")
        verdict.edited = path
        weights = (verdict.before, verdict.after)
        for number in range(options.rebuilds):
            for at, weight in enumerate(weights):
                request = after_change(self._request(at, self._contexts[at], is_cold=False), path, number)
                if request is None:
                    return Step(names.REBUILD, SKIPPED, f"{path} is no file of the build context")
                try:
                    built = self._builds.build(request)
                except BuildError as error:
                    which = "the rewrite" if at else "the original"
                    return Step(names.REBUILD, FAILED, f"{which} does not build after an edit of {path}", log=error.log)
                seconds, verdict.timed_by, weight.steps_run = seconds_of(built)  # type: ignore[union-attr]
                weight.rebuilds.append(seconds)  # type: ignore[union-attr]
        before, after = (weight.rebuild_seconds or 0.0 for weight in weights if weight is not None)
        basis = "the engine's times of the steps that ran" if verdict.timed_by == "engine" else "by the clock"
        reason = f"{before:.2f} s -> {after:.2f} s after an edit of {path} ({basis}, median of {options.rebuilds})"
        return Step(names.REBUILD, PASSED, reason)

    def _edited(self) -> str | None:
        """Return the file that rebuilds change."""
        given = self._options.edit or self._smoke.edit
        if given:
            return given
        choice = choose(self._texts[0], self._contexts[0], self._options.target)
        return choice.path if choice is not None else None

    def _gain(self) -> Step:
        before, after = self._verdict.before, self._verdict.after
        assert before is not None and after is not None  # noqa: S101, PT018  # both were built
        share = (after.bytes - before.bytes) / before.bytes if before.bytes else 0.0
        text = f"{before.bytes / 1e6:.1f} MB -> {after.bytes / 1e6:.1f} MB ({share:+.0%})"
        old, new = before.rebuild_seconds, after.rebuild_seconds
        is_smaller = after.bytes < before.bytes
        if old is None or new is None:
            return Step(names.GAIN, PASSED if is_smaller else FAILED, text + ("" if is_smaller else ": not smaller"))
        text += f", rebuild {old:.2f} s -> {new:.2f} s"
        noise = max(_NOISE_SECONDS, _NOISE_SHARE * old)
        if new > old + noise:
            return Step(names.GAIN, FAILED, f"{text}: slower")
        if is_smaller or (after.bytes <= before.bytes * 1.01 and old - new > min(noise, 0.1 * old)):
            return Step(names.GAIN, PASSED, text)
        return Step(names.GAIN, FAILED, f"{text}: neither smaller nor faster")
