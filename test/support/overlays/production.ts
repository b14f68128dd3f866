import { environment } from './_environment';

export default environment('production');
