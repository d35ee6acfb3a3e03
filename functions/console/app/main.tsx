import { render } from 'preact';
import { Console } from './shell/console.tsx';

const place = document.querySelector('#app');
if (place) {
  place.replaceChildren();
  render(<Console />, place);
}
