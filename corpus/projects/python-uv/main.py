from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route


async def weather(request):
    city = request.path_params["city"]
    return JSONResponse({"city": city, "degrees": len(city) * 3})


app = Starlette(routes=[Route("/weather/{city}", weather)])
