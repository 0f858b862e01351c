"""What a start leaves undone is done when it is first asked for."""

from pydantic import BaseModel

from ctserver.startup import late_models


def test_late_models_are_built_when_they_are_first_used() -> None:
    with late_models(BaseModel):

        class Late(BaseModel):
            size: int

        Late.model_rebuild()
    assert not Late.__pydantic_complete__
    assert Late(size="3").size == 3  # type: ignore[arg-type]
    assert Late.__pydantic_complete__


def test_late_models_may_be_used_meanwhile() -> None:
    with late_models(BaseModel):

        class Late(BaseModel):
            size: int = 2

        assert Late().size == 2


def test_afterwards_models_are_built_at_once() -> None:
    class Body(BaseModel):
        pass

    with late_models(Body):

        class Late(Body):
            pass

    class Prompt(Body):
        pass

    assert (Late.__pydantic_complete__, Prompt.__pydantic_complete__) == (False, True)
