"""What can go wrong with a request: codes and parameters, no texts (`ctserver/locale`), no HTTP (`ctserver.http.errors`).

ApiError
├── BadRequest 400
│   ├── InvalidField          a value, by the name of its field
│   ├── InvalidJson
│   └── InvalidCallback
├── Unauthorized 401
│   ├── CredentialsRequired
│   ├── MalformedCredentials
│   ├── InvalidCredentials    unknown user or wrong password: never said which
│   ├── ExpiredCredentials    Created is outside the window
│   └── ReplayedCredentials   the nonce was used before
├── Forbidden 403
│   ├── LicenceLacks          a module that the licence does not hold
│   └── SnapshotCommented     a comment is written once
├── NotFound 404
│   ├── UnknownPath
│   ├── UnknownCamera
│   ├── UnknownResource       any other thing with an id, by its kind
│   ├── UnknownStream
│   ├── NoAlarmRecorded
│   ├── NotRecorded           a camera has no recording of an instant
│   └── TunnelRefused         RTSP over HTTP, whose paths are those of PUSH HTTP
├── MethodNotAllowed 405
├── Conflict 409              with what there is already
│   └── ExportUnfinished      what is asked for takes a file that is whole
├── BodyTooLarge 413
├── RangeNotSatisfiable 416
└── InternalError 500
"""


class ApiError(Exception):
    """`code` names a text of every language's catalogue, in which `{name}` stands for a parameter.

    The parameters `expected`, `right` and `kind` are codes themselves, so that they are translated too.
    """

    status = 500
    code = "internal_error"

    def __init__(self, **parameters: object) -> None:
        super().__init__(self.code, parameters)
        self.parameters = parameters


class BadRequest(ApiError):
    status = 400


class InvalidField(BadRequest):
    code = "invalid_field"

    def __init__(self, field: str, expected: str, **parameters: object) -> None:
        super().__init__(field=field, expected=expected, **parameters)


class InvalidJson(BadRequest):
    code = "invalid_json"


class InvalidCallback(BadRequest):
    code = "invalid_callback"


class Unauthorized(ApiError):
    status = 401


class CredentialsRequired(Unauthorized):
    code = "credentials_required"


class MalformedCredentials(Unauthorized):
    code = "malformed_credentials"

    def __init__(self, field: str, expected: str) -> None:
        super().__init__(field=field, expected=expected)


class InvalidCredentials(Unauthorized):
    code = "invalid_credentials"


class ExpiredCredentials(Unauthorized):
    code = "expired_credentials"

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds=f"{seconds:+.1f}")


class ReplayedCredentials(Unauthorized):
    code = "replayed_credentials"


class Forbidden(ApiError):
    status = 403
    code = "forbidden"


class LicenceLacks(Forbidden):
    code = "licence_lacks"


class SnapshotCommented(Forbidden):
    code = "snapshot_commented"


class NotFound(ApiError):
    status = 404


class UnknownPath(NotFound):
    code = "unknown_path"


class UnknownCamera(NotFound):
    code = "unknown_camera"


class UnknownResource(NotFound):
    """`kind` names a text: `mosaic` is `kind.mosaic`."""

    code = "unknown_resource"

    def __init__(self, kind: str, resource: object) -> None:
        super().__init__(kind=f"kind.{kind}", id=resource)


class UnknownStream(NotFound):
    code = "unknown_stream"


class NoAlarmRecorded(NotFound):
    code = "no_alarm_recorded"


class NotRecorded(NotFound):
    code = "not_recorded"


class TunnelRefused(NotFound):
    code = "tunnel_refused"


class MethodNotAllowed(ApiError):
    status = 405
    code = "method_not_allowed"


class Conflict(ApiError):
    """What is there already is told by `code`'s text; `field` names the value that clashes."""

    status = 409
    code = "conflict"

    def __init__(self, field: str, value: object) -> None:
        super().__init__(field=field, value=value)


class ExportUnfinished(Conflict):
    code = "export_unfinished"

    def __init__(self, export: int) -> None:
        ApiError.__init__(self, export=export)


class BodyTooLarge(ApiError):
    status = 413
    code = "body_too_large"


class RangeNotSatisfiable(ApiError):
    status = 416
    code = "range_not_satisfiable"


class InternalError(ApiError):
    code = "internal_error"
