"""Sign-in by a code. The names are allauth's; the addresses and the pages are ours."""

from allauth.account import views as allauth
from django.urls import path

from malbild.accounts import views

urlpatterns = [
    path("logga-in/", allauth.request_login_code, name="account_login"),
    path("logga-in/", allauth.request_login_code, name="account_request_login_code"),
    path("logga-in/kod/", allauth.confirm_login_code, name="account_confirm_login_code"),
    path("logga-ut/", allauth.logout, name="account_logout"),
    path("konto/vilar/", allauth.account_inactive, name="account_inactive"),
    path("konto/inbjudan-behovs/", views.by_invitation, name="account_signup"),
    path("konto/inloggningar/", views.sessions, name="usersessions_list"),
]
