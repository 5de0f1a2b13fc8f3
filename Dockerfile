# Two stages: build a virtual environment with every hash checked, then a small image to run it.
FROM python:3.11-slim-bookworm AS build
WORKDIR /app
RUN python -m venv /venv
COPY requirements.lock pyproject.toml README.md ./
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY bot bot
COPY content content
COPY handlers handlers
COPY storage storage
RUN /venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation .
# From elsewhere than the sources: the installed content is read once, and what it teaches is kept.
RUN cd / && /venv/bin/colibris ask bonjour

FROM python:3.11-slim-bookworm
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 \
    COLIBRIS_DATABASE=sqlite:////data/colibris.db
RUN useradd --system --uid 10063 --create-home colibris \
 && install -d -o colibris -g colibris -m 0700 /data
COPY --from=build /venv /venv
USER colibris
VOLUME /data
STOPSIGNAL SIGTERM
ENTRYPOINT ["colibris"]
CMD ["run"]
