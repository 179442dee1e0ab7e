// Starts Swagger UI on /api/v1/docs/. Apart from the page because of the strict CSP.
const place = document.querySelector("#api-docs");

window.SwaggerUIBundle({
  domNode: place,
  url: place.dataset.schema,
  deepLinking: true,
  persistAuthorization: false,
  validatorUrl: null,
});
