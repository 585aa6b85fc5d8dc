"""The application's addresses and the empty view that pages are measured against."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from malbild.config import urls

EMPTY = "/bench/tom/"


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [path(EMPTY.strip("/") + "/", empty), *urls.urlpatterns]
handler400, handler404, handler500 = urls.handler400, urls.handler404, urls.handler500
