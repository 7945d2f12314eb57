from typing import Any
from fastapi import APIRouter, Request, Response
router = APIRouter()
def problem(request: Request, error: Exception) -> Response: return Response()
def invalid(request: Request, error: Exception) -> Response: return Response()
def plain_problem(status: int, error: Exception) -> Response: return Response()
