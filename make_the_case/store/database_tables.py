"""The tables of the database: drafts and their revisions, people and teams, the audit log, and rounds with what people answered."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

SHAPE = MetaData()
META = Table(
    "meta", SHAPE, Column("key", String(40), primary_key=True), Column("value", String(200), nullable=False)
)
PERSON = Table(
    "person", SHAPE,
    Column("id", Integer, primary_key=True),
    Column("issuer", String(500), nullable=False),
    Column("subject", String(500), nullable=False),
    # Since version 4, in seconds by the provider's clock: their latest sign-in, and the one up to which all have been ended.
    Column("signed_in", Double),
    Column("not_before", Double),
    # Since version 6: the sign-in whose groups have been looked at, and what it changed about their teams, as JSON, until they have read it.
    Column("arrived", Double),
    Column("news", Text),
    UniqueConstraint("issuer", "subject"),
)  # fmt: skip
NOT_AN_ISSUER = ""
"""The issuer of a person whose data was erased: no provider has it, and nobody can sign in as them."""
TEAM = Table(
    "team", SHAPE,
    Column("id", Integer, primary_key=True),
    Column("name", String(100), nullable=False),
    Column("owner", Integer, ForeignKey("person.id"), nullable=False),
    # Since version 6. Where groups of the provider decide who is in it: its name in the setting, and `owner` is who was there first.
    Column("mapped", String(100)),
    # The address of the member that it was offered to, and the one of the owner who offered it.
    Column("offered_to", String(254)),
    Column("offered_by", String(254)),
    Index("team_of_setting", "mapped", unique=True),
)  # fmt: skip
MEMBER = Table(
    "member", SHAPE,
    Column("team", Integer, ForeignKey("team.id", ondelete="CASCADE"), primary_key=True),
    Column("address", String(254), primary_key=True, index=True),
    # Since version 6. Members of before could change everything, and can now.
    Column("role", String(10), nullable=False, server_default="editor"),
)  # fmt: skip
# Since version 6: who is in a team because a group of the provider says so, as of their last sign-in.
GROUPED = Table(
    "grouped", SHAPE,
    Column("team", Integer, ForeignKey("team.id", ondelete="CASCADE"), primary_key=True),
    Column("person", Integer, ForeignKey("person.id"), primary_key=True, index=True),
    Column("role", String(10), nullable=False),
    Column("name", String(100), nullable=False),
)  # fmt: skip
DRAFT = Table(
    "draft", SHAPE,
    Column("id", Integer, primary_key=True),
    Column("link", String(64), unique=True, nullable=False),
    Column("reading_link", String(64), unique=True),
    Column("head", Integer, nullable=False),
    Column("made", String(32), nullable=False),
    Column("used", String(32), nullable=False, index=True),
    # Since version 2. A draft of no person and no team is anybody's who has its link. The file is the one it began as.
    Column("person", Integer, ForeignKey("person.id")),
    Column("team", Integer, ForeignKey("team.id")),
    Column("title", String(300)),
    Column("file", Text),
    # Since version 3: what the case came to when it was last kept, in the words of whoever kept it.
    Column("verdict", String(120)),
    # Since version 4: when it was put in the bin, and on which of the days that are counted one by one.
    Column("binned", String(32)),
    Column("binned_day", Integer),
    # Since version 6: since when a legal hold keeps it.
    Column("held", String(32)),
    Index("draft_of_person", "person"),
    Index("draft_of_team", "team"),
)  # fmt: skip
LINK = Table(
    "link", SHAPE,
    Column("link", String(64), primary_key=True),
    Column("draft", Integer, ForeignKey("draft.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("used", String(32), nullable=False),
)  # fmt: skip
"""Further links of a draft, made when its owner opens it from the list: a link that is kept as a hash cannot be shown again."""
REVISION = Table(
    "revision", SHAPE,
    Column("draft", Integer, ForeignKey("draft.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", String(32), nullable=False),
    Column("author", String(200), nullable=False),
    Column("note", String(500), nullable=False),
    Column("body", Text, nullable=False),
    # Since version 6: the number of the person who wrote it, where they were signed in.
    Column("person", Integer),
)  # fmt: skip
# Since version 6: who did what with which draft or team, and nothing that was typed into a case. It outlives drafts and teams.
ENTRY = Table(
    "entry", SHAPE,
    Column("id", Integer, primary_key=True),
    Column("at", String(32), nullable=False, index=True),
    Column("person", Integer, ForeignKey("person.id"), index=True),
    Column("who", String(200), nullable=False),
    Column("did", String(30), nullable=False),
    Column("draft", Integer, index=True),
    Column("team", Integer, index=True),
    Column("about", String(254), nullable=False),
)  # fmt: skip

# Rounds: nothing says who anybody is, nor when they answered.
ROUND = Table(
    "round", SHAPE,
    Column("id", Integer, primary_key=True),
    Column("draft", Integer, ForeignKey("draft.id", ondelete="CASCADE"), nullable=False, index=True),
    # The room's link is shown on a screen for as long as the round is open, so it is kept as it is; it lets people answer and no more.
    Column("room", String(40), unique=True, nullable=False),
    Column("state", String(10), nullable=False),
    Column("has_slips", Integer, nullable=False),
    Column("delete_on", String(10), nullable=False, index=True),
    Column("asked", Text, nullable=False),
    Column("saves", Integer, nullable=False),
)  # fmt: skip
PARTICIPANT = Table(
    "participant", SHAPE,
    Column("code", String(64), primary_key=True),
    Column("round", Integer, ForeignKey("round.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("kind", String(40)),
)  # fmt: skip
REPLY = Table(
    "reply", SHAPE,
    Column("code", String(64), ForeignKey("participant.code", ondelete="CASCADE"), primary_key=True),
    Column("place", String(20), primary_key=True),
    Column("turn", Integer, primary_key=True),
    Column("body", Text, nullable=False),
    Column("aside", String(500), nullable=False),
)  # fmt: skip
ROUND_TABLES = (ROUND, PARTICIPANT, REPLY)
