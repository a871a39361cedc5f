"""The graph as JSON for other programs; `docs/schemas/graph.schema.json` describes it."""

from __future__ import annotations

import json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockerlint.graph import Definition, Edge, Graph, ImageUse, Stage, Use
    from dockerlint.graph.invalidation import Invalidation
    from dockerlint.syntax.instructions import Instruction

    Object = dict[str, object]


def to_json(graph: Graph, invalidated: Iterable[Invalidation] | None = None) -> str:
    """Return the graph as one JSON object. Lone surrogates (bytes that are not UTF-8) appear as escapes."""
    needed = {stage.index for stage in graph.reachable()}
    document: Object = {
        "target": graph.target.index if graph.target is not None else None,
        "stages": [_stage(graph, stage, stage.index in needed) for stage in graph.stages],
        "edges": [_edge(graph, edge) for edge in graph.edges],
        "images": [_image(graph, use) for use in graph.images],
        "definitions": [_definition(graph, definition) for definition in graph.definitions],
        "undefined": [_use(graph, use) for use in graph.uses if use.definition is None and use.kind == "docker"],
        "invalidated": None if invalidated is None else [_invalidation(one) for one in invalidated],
    }
    return json.dumps(document, indent=1) + "\n"


def _stage(graph: Graph, stage: Stage, needed: bool) -> Object:
    edge = stage.edges[0]
    return {
        "index": stage.index,
        "name": stage.name or None,
        "line": stage.instruction.start_line,
        "base": {
            "kind": edge.what,
            "stage": stage.base.index if stage.base is not None else None,
            "image": edge.image,
            "written": edge.written,
        },
        "is_needed": needed,
        "instructions": [_instruction(graph, instruction) for instruction in stage.instructions],
    }


def _instruction(graph: Graph, instruction: Instruction) -> Object:
    flow = graph.flow(instruction)
    return {
        "line": instruction.start_line,
        "end_line": instruction.end_line,
        "keyword": instruction.keyword,
        "text": instruction.text,
        "flow": {
            "reads": list(flow.reads),
            "writes": list(flow.writes),
            "deletes": list(flow.deletes),
            "context_reads": list(flow.context_reads),
            "stage_reads": [{"stage": stage.index, "path": path} for stage, path in flow.stage_reads],
            "has_unknown_reads": flow.unknown_reads,
            "has_unknown_writes": flow.unknown_writes,
        },
    }


def _edge(graph: Graph, edge: Edge) -> Object:
    return {
        "stage": edge.stage_index,
        "line": edge.instruction.start_line,
        "kind": edge.kind,
        "needs": edge.what,
        "source": edge.source.index if edge.source is not None else None,
        "image": edge.image,
        "written": edge.written,
        "problem": edge.problem or None,
        "is_trigger": edge.trigger,
        **_place(graph, edge.span),
    }


def _image(graph: Graph, use: ImageUse) -> Object:
    return {
        "kind": use.kind,
        "reference": use.reference,
        "written": use.written,
        "stage": use.stage.index if use.stage is not None else None,
        **_place(graph, use.span),
    }


def _definition(graph: Graph, definition: Definition) -> Object:
    return {
        "name": definition.name,
        "keyword": definition.keyword,
        "stage": definition.stage.index if definition.stage is not None else None,
        "value": definition.value,
        "is_trigger": definition.trigger,
        **_place(graph, definition.span),
        "uses": [_use(graph, use) for use in graph.uses_of(definition)],
    }


def _use(graph: Graph, use: Use) -> Object:
    return {
        "name": use.name,
        "kind": use.kind,
        "keyword": use.instruction.keyword,
        **_place(graph, use.span),
    }


def _invalidation(one: Invalidation) -> Object:
    return {
        "stage": one.stage.index,
        "line": one.instruction.start_line,
        "keyword": one.instruction.keyword,
        "kind": one.kind,
        "reason": one.reason,
        "cause_line": one.cause.start_line if one.cause is not None else None,
        "runs": one.runs,
    }


def _place(graph: Graph, span: tuple[int, int]) -> Object:
    row, column = graph.tree.position(span[0])
    end_row, end_column = graph.tree.position(span[1])
    return {
        "location": {"row": row, "column": column},
        "end_location": {"row": end_row, "column": end_column},
    }
