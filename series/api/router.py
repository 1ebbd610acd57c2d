"""Maps the addresses of the API, below whichever address the site gives it."""

from wagtail.api.v2.router import WagtailAPIRouter

from series.api.endpoints import ENDPOINTS

api = WagtailAPIRouter("api")
for name, endpoint in ENDPOINTS.items():
    api.register_endpoint(name, endpoint)
