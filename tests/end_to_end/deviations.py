"""The deviations files that come with the targets."""

import fnmatch
import json

from sandbox import HOME


def committed(target, *suites):
    """Reasons by glob over ids, as the project ships them for `target`: those of `suites`, or all."""
    document = json.loads((HOME / "scenarios" / "deviations" / f"{target}.json").read_text())
    entries = document["deviations"]
    return {each["id"]: each["reason"] for each in entries if not suites or each["id"].partition("/")[0] in suites}


def matching(globs, ids):
    """The ids that one of `globs` matches."""
    return {each for each in ids if any(fnmatch.fnmatchcase(each, glob) for glob in globs)}


def unused(globs, ids):
    """The globs that match none of `ids`."""
    return {glob for glob in globs if not fnmatch.filter(ids, glob)}
