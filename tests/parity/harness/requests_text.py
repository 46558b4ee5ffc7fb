"""Requests as text in which equal means equal: keys sorted, types and nulls visible, escapes of the path undone."""

import json
import re
import urllib.parse


def render(request, header_names=()):
    """`POST /api/2.0/jobs/delete {"job_id": "7"}`; a multipart form is one `name = content` line per part."""
    content_type = next((value for name, value in request.headers if name.lower() == "content-type"), "")
    text = f"{request.method} {render_target(request.target)}"
    for name in header_names:
        value = next((value for key, value in request.headers if key.lower() == name.lower()), None)
        text += f"\n  {name}: {value}"
    if content_type.startswith("multipart/"):
        return text + render_form(content_type, request.body)
    return text + (" " + render_body(request.body) if request.body else "")


def render_target(target):
    path, mark, query = target.partition("?")
    segments = [urllib.parse.unquote(each).replace("/", "%2F") for each in path.split("/")]
    pairs = urllib.parse.parse_qsl(query, keep_blank_values=True)
    return "/".join(segments) + mark + "&".join(f"{name}={value}" for name, value in pairs)


def render_body(body):
    try:
        return json.dumps(json.loads(body), sort_keys=True, ensure_ascii=False)
    except ValueError:
        return repr(body)


def render_form(content_type, body):
    boundary = re.search(r'boundary="?([^";]+)', content_type)[1].encode()
    lines = []
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        disposition = re.search(rb"(?im)^content-disposition:(.*)$", head)[1].decode()
        name = re.search(r'\bname="([^"]*)"', disposition)[1]
        filename = re.search(r'\bfilename="([^"]*)"', disposition)
        shown = f"{name} ({filename[1]})" if filename else name
        lines.append(f"\n  {shown} = {content!r}")
    return "".join(lines)


def normal(written):
    """A request as a case file writes it, in the form of `render`: the JSON's keys may be in any order there."""
    first, *rest = written.split("\n")
    method, target, *body = first.split(" ", 2)
    if body and body[0].startswith("{"):
        first = f"{method} {target} {render_body(body[0])}"
    return "\n".join([first, *rest])
