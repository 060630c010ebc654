"""Every request of the corpus, from all its files."""

from typing import Final

from corpus.case import Case
from corpus.cases import attachments, history, tools, wishes, words

CORPUS: Final[tuple[Case, ...]] = tuple(
    case for topic in (history, words, tools, attachments, wishes) for case in topic.cases()
)
