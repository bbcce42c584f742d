"""The API under schemathesis: whatever is sent, the answer is one that its description has."""

from __future__ import annotations

import shutil

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from monitor.web.api.description import DESCRIPTION
from monitor.web.context import Desk
from monitor.web.server import WebServer

# By a fixture: else each process that collects tests would make up what is sent.
SCHEMA = schemathesis.pytest.from_fixture("described")
TOKEN = "a-token-that-may-write"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
REACHES_OUT = ("/api/feeds/find", "/api/targets/{name}/test")
"""They ask the hosts that they are given: tested with hosts of ours in test_api_changes.py."""


@pytest.fixture
def described(request):
    request.node._nodeid = request.node.nodeid  # for schemathesis 4.32; pytest 9.2 has none
    return schemathesis.openapi.from_dict(DESCRIPTION)


@pytest.fixture(scope="module")
def fuzzed(newsroom, words, archive, tmp_path_factory):
    """The address of a page whose room may be ruined."""
    folder = tmp_path_factory.mktemp("fuzzed") / "room"
    shutil.copytree(archive, folder, symlinks=True)
    room = newsroom.Newsroom(folder, words, web=f'listen = "127.0.0.1:0"\ntoken = "{TOKEN}"')
    desk = Desk(
        room.config,
        room.config.web,
        write=room.database.write,
        words=words,
        clock=lambda: newsroom.NOW,
    )
    server = WebServer.start(desk)
    yield server.url
    server.stop()
    room.close()


@pytest.fixture(scope="module")
def session():
    with requests.Session() as session:
        session.trust_env = False
        session.headers["Authorization"] = f"Bearer {TOKEN}"
        yield session


@SCHEMA.exclude(path=list(REACHES_OUT)).parametrize()
@settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_described(case, fuzzed, session):
    answer = case.call(base_url=fuzzed, session=session, timeout=20)
    case.validate_response(answer, checks=CHECKS)


def test_it_is_told_of_an_answer_that_is_not_as_described(fuzzed, session):
    """The check itself: a description that is wrong is found out."""
    wrong = {
        **DESCRIPTION,
        "paths": {
            "/api/silences": {
                "get": {
                    "parameters": [],
                    "responses": {"204": {"description": "Nothing."}},
                }
            }
        },
    }
    case = schemathesis.openapi.from_dict(wrong)["/api/silences"]["GET"].Case()
    answer = case.call(base_url=fuzzed, session=session)
    with pytest.raises(FailureGroup, match="distinct failure"):
        case.validate_response(answer, checks=CHECKS)
