#include <algorithm>
#include <napi.h>
#include <string>
#include <vector>

static Napi::Value Distance(const Napi::CallbackInfo &info)
{
    std::string one = info[0].As<Napi::String>(), other = info[1].As<Napi::String>();
    std::vector<size_t> row(other.size() + 1);
    for (size_t j = 0; j < row.size(); j++)
        row[j] = j;
    for (size_t i = 1; i <= one.size(); i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j < row.size(); j++) {
            size_t above = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (one[i - 1] == other[j - 1] ? 0 : 1)});
            diagonal = above;
        }
    }
    return Napi::Number::New(info.Env(), static_cast<double>(row.back()));
}

static Napi::Object Init(Napi::Env env, Napi::Object exports)
{
    exports.Set("distance", Napi::Function::New(env, Distance));
    return exports;
}

NODE_API_MODULE(distance, Init)
