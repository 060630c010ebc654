"""The models as the keeper sees them, who knows nothing of how they are found."""

from collections.abc import Iterator

from kiro_py.errors import RequestRefused
from kiro_py.exchange.catalogue import Catalogue
from kiro_py.exchange.lease import Leases
from kiro_py.translate.models import Model, fallbacks, resolve
from kiro_py.wire.admin.settings import ModelList, ModelView


def model_list(catalogue: Catalogue, leases: Leases) -> ModelList:
    """Return every model under the name that clients are told, and the owner's own names."""
    return ModelList(
        is_known=catalogue.available is not None,
        items=tuple(_views(catalogue, sorted(leases.ids()))),
        fallback=tuple((words, model) for words, model in fallbacks().items() if model),
    )


def _views(catalogue: Catalogue, numbers: list[int]) -> Iterator[ModelView]:
    aliases, available = catalogue.aliases, catalogue.available
    for told in catalogue.models():
        try:
            model = resolve(told.id, aliases=aliases, available=available).model
        except RequestRefused:
            continue  # a name so long that no request can have it
        whose = [each for each in numbers if model.id in (catalogue.models_of(each) or ())]
        yield _view(told.id, model, aliases.get(told.id), tuple(whose))


def _view(name: str, model: Model, alias_of: str | None, whose: tuple[int, ...]) -> ModelView:
    return ModelView(
        id=name,
        name=model.name,
        alias_of=alias_of,
        upstream_id=model.id,
        input_tokens=model.window_tokens,
        output_tokens=model.max_output_tokens,
        rate=model.rate,
        rate_unit=model.rate_unit,
        credential_ids=whose,
    )
